import { RE2JS } from 're2js'
import type { StoredEvent } from '../store/store.ts'

export interface FilterExpression {
  readonly on: 'stream' | 'type'
  readonly prefixes: readonly string[]
  /** Used only where there are no prefixes. */
  readonly regex: string
}

export type EventFilter = (event: StoredEvent) => boolean

/**
 * The test that an expression stands for, or a sentence that says why it is none. Regular expressions are run by RE2,
 * in time linear to the name, so that no reader's expression can stall the node; RE2 has no look-around and no
 * back-references. Readers with the same expression share one test, which remembers its answer for the last event:
 * a thousand of them cost one match.
 */
export const eventFilter = ({ on, prefixes, regex }: FilterExpression): EventFilter | string => {
  const key = JSON.stringify([on, prefixes, regex])
  const known = shared.get(key)?.deref()
  if (known !== undefined) return known
  const test = prefixes.length > 0 ? startsWithAny(prefixes) : matching(regex)
  if (typeof test === 'string') return test
  const filter = remembering(on === 'stream' ? (event) => test(event.stream) : (event) => test(event.type))
  shared.set(key, new WeakRef(filter))
  gone.register(filter, key)
  return filter
}

const shared = new Map<string, WeakRef<EventFilter>>()
const gone = new FinalizationRegistry<string>((key) => {
  if (shared.get(key)?.deref() === undefined) shared.delete(key)
})

const startsWithAny =
  (prefixes: readonly string[]) =>
  (name: string): boolean =>
    prefixes.some((prefix) => name.startsWith(prefix))

/** Names repeat far more often than not, so answers are kept for as many as this. */
const rememberedNames = 1024
const longestRegex = 4096

const matching = (regex: string): ((name: string) => boolean) | string => {
  if (regex === '') return 'A filter needs a regular expression or at least one prefix.'
  if (regex.length > longestRegex) return `A filter's expression may be ${longestRegex} characters long.`
  const compiled = compile(regex)
  if (typeof compiled === 'string') return compiled
  const answers = new Map<string, boolean>()
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = compiled.matcher(name).find()
    if (answers.size >= rememberedNames) answers.clear()
    answers.set(name, answer)
    return answer
  }
}

const compile = (regex: string): RE2JS | string => {
  try {
    return RE2JS.compile(regex)
  } catch (error) {
    return `The filter's expression '${regex}' cannot be used: ${(error as Error).message}. Expressions follow RE2, which has no look-around and no back-references.`
  }
}

const remembering = (test: (event: StoredEvent) => boolean): EventFilter => {
  let position = -1n
  let answer = false
  return (event) => {
    if (event.position !== position) {
      position = event.position
      answer = test(event)
    }
    return answer
  }
}
