import { inTheClear, type RecordedEvent } from '@concord/kernel'

/** The most words of one event that can be found. */
const MOST_WORDS = 500

/**
 * Text as words to look for: lower case, accents off, split at everything that is neither letter nor digit. A name in
 * camel case counts whole and in parts.
 */
export const wordsOf = (text: string): readonly string[] => {
  const parts = text.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
  const joined = parts === text ? text : `${text} ${parts}`
  if (plain.test(joined)) return joined.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return (
    joined
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** Text without accents and without letters beyond ASCII: most of it, and much faster to take apart. */
const plain = /^[ -~]*$/

/** The words by which an event is found: type, agency, incident, reference, and what is not about a person in summary and fields. */
export const wordsOfEvent = (event: RecordedEvent): readonly string[] => {
  const words = new Set<string>()
  const add = (text: string) => {
    for (const word of wordsOf(text)) if (words.size < MOST_WORDS) words.add(word)
  }
  add(event.type)
  add(event.stream)
  if (event.envelope.reference) add(event.envelope.reference)
  const summary = inTheClear(event.envelope.summary)
  if (summary) add(summary)
  addValues(event.data, add)
  return [...words]
}

/** Sealed values hold nothing that could be found. */
const addValues = (value: unknown, add: (text: string) => void): void => {
  if (typeof value === 'string') add(value)
  else if (typeof value === 'number') add(String(value))
  else if (Array.isArray(value)) for (const one of value.slice(0, 100)) addValues(one, add)
  else if (typeof value === 'object' && value !== null && !('$sealed' in value)) {
    for (const one of Object.values(value)) addValues(one, add)
  }
}

/** Whether every word looked for begins a word of the event. Nothing looked for matches everything. */
export const hasWords = (words: readonly string[], text: string): boolean =>
  wordsOf(text).every((sought) => words.some((word) => word.startsWith(sought)))
