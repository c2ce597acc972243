import { wordsOf } from './words.ts'

/** The full-text query for events that have, for every word sought, one that begins with it; undefined for no words. */
export const wordQuery = (text: string): string | undefined => {
  const words = wordsOf(text)
  return words.length === 0 ? undefined : words.map((word) => `"${word}"*`).join(' ')
}
