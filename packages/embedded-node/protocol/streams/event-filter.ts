import { RE2JS } from 're2js'
import type { StoredEvent } from '../../store/store.ts'

interface FilterExpression {
  readonly on: 'stream' | 'type'
  readonly prefixes: readonly string[]
  /** Used only where there are no prefixes. */
  readonly regex: string
}

/** Whether an event is for the reader. Never throws, and asks nothing but the event's stream or its type. */
export type EventFilter = (event: StoredEvent) => boolean

/**
 * The test that an expression stands for, or a sentence that says why it is none. Regular expressions are run by RE2,
 * in time linear to the name and to what the expression comes to, both of which are bounded, so that no reader's can
 * stall the node; RE2 has no back-references and no look-around, but see `matcher`. Readers with the same expression
 * share one test, which remembers its answer for the last event: a thousand of them cost one match.
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
  if (regex.length > longestRegex) return `The filter's expression is longer than ${longestRegex} characters.`
  const matches = matcher(regex)
  if (typeof matches === 'string') return matches
  const answers = new Map<string, boolean>()
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = matches(name)
    if (answers.size >= rememberedNames) answers.clear()
    answers.set(name, answer)
    return answer
  }
}

/**
 * RE2 has no look-ahead, yet `^(?!exercise-).*` is how many say "all but". At the very beginning of an expression it
 * is the same as two expressions, one that must match and one that must not.
 */
const matcher = (regex: string): ((name: string) => boolean) | string => {
  const ahead = leadingLookAhead(regex)
  if (ahead === undefined) {
    const compiled = compile(regex)
    return typeof compiled === 'string' ? compiled : (name) => compiled.matcher(name).find()
  }
  const first = compile(`^(?:${ahead.inner})`)
  const rest = matcher(`^${ahead.rest}`)
  if (typeof first === 'string') return first
  if (typeof rest === 'string') return rest
  return (name) => first.matcher(name).find() === ahead.wanted && rest(name)
}

const leadingLookAhead = (
  regex: string,
): { readonly inner: string; readonly rest: string; readonly wanted: boolean } | undefined => {
  const start = /^\^\(\?([!=])/.exec(regex)
  if (start === null) return undefined
  let depth = 1
  for (let i = start[0].length; i < regex.length; i++) {
    const character = regex[i]
    // What is escaped or in a class is not counted; an expression with a class here is left to RE2 to refuse.
    if (character === '\\') i++
    else if (character === '[') return undefined
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) {
      const rest = regex.slice(i + 1)
      // With a choice at the top the look-ahead would bind to its first branch only.
      if (rest.includes('|')) return undefined
      return { inner: regex.slice(start[0].length, i), rest, wanted: start[1] === '=' }
    }
  }
  return undefined
}

/**
 * Counted repetitions multiply: a few characters can come to a million instructions, and each costs at every
 * character.
 */
const mostInstructions = 2000
/** What is known before such an expression is compiled, so that compiling it stalls nothing either. */
const mostRepeated = 20_000

const tooMuch = (regex: string): string =>
  `The filter's expression '${regex.slice(0, 80)}' is too expensive to check for each event: use fewer repetitions, or prefixes.`

const repeated = (regex: string): number => {
  const counts = [...regex.matchAll(/\{(?:\d*,)?(\d+),?\}/g)].map(([, most]) => Number(most))
  return counts.reduce((sum, count) => sum + count, 0) * regex.length
}

const compile = (regex: string): RE2JS | string => {
  if (repeated(regex) > mostRepeated) return tooMuch(regex)
  try {
    const compiled = RE2JS.compile(regex)
    return compiled.programSize() > mostInstructions ? tooMuch(regex) : compiled
  } catch (error) {
    return `The filter's expression '${regex}' cannot be used: ${(error as Error).message}. Expressions follow RE2, which has no look-around (but for one at the beginning) and no back-references.`
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
