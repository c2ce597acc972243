import { inTheClear, type RecordedEvent } from '@concord/kernel'

/** The most words of one event that can be found. */
const MOST_WORDS = 500

/**
 * Text as words to look for: lower case, accents off, split at everything that is neither letter nor digit. A name in
 * camel case counts whole and in parts, a code such as HV-13 in parts and as one.
 */
export const wordsOf = (text: string): readonly string[] => {
  const even = evened(text)
  return even.includes('-') ? [...partsOf(even), ...codesIn(even)] : partsOf(even)
}

/** Text as words that are sought: of a code, only what it is as one, which other words beside each other are not. */
export const wordsSought = (text: string): readonly string[] => {
  const even = evened(text)
  return [...partsOf(even.replaceAll(code, ' ')), ...codesIn(even)]
}

const evened = (text: string): string => {
  const parts = text.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
  const joined = parts === text ? text : `${text} ${parts}`
  if (plain.test(joined)) return joined.toLowerCase()
  return joined
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[\u2010-\u2013]/g, '-')
    .toLowerCase()
}

/** Text without accents and without letters beyond ASCII: most of it, and much faster to take apart. */
const plain = /^[ -~]*$/

const partsOf = (even: string): readonly string[] =>
  even.match(plain.test(even) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? []

/** A part and the numbers that hyphens join to it. */
const code = /[\p{L}\p{N}]+(?:-\p{N}[\p{L}\p{N}]*)+/gu
const codePair = /([\p{L}\p{N}]+)-(?=(\p{N}[\p{L}\p{N}]*))/gu

/** Each number with the part before it. The hyphen stands first: what begins a code begins no word. */
const codesIn = (even: string): readonly string[] =>
  [...even.matchAll(codePair)].map(([, before, number]) => `-${before}${number}`)

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
  wordsSought(text).every((sought) => words.some((word) => word.startsWith(sought)))
