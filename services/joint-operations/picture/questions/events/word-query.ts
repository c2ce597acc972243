import { wordsSought } from '../../definition/words.ts'
import type { Statements } from '../../tables/statements.ts'

/** Words looked up one by one; where more begin alike, their events are put together first, which takes longer. */
const MOST_ALIKE = 100

/** The full-text query for events that have, for every word sought, one that begins with it; undefined for no words. */
export const wordQuery = (sql: Statements, text: string): string | undefined => {
  const words = wordsSought(text)
  return words.length === 0 ? undefined : words.map((word) => beginningWith(sql, word)).join(' AND ')
}

const beginningWith = (sql: Statements, start: string): string => {
  // The table keeps the events of all words of a first letter together.
  if (start.length === 1) return `"${start}"*`
  const alike = sql(
    'SELECT word FROM used_word WHERE word >= :start AND word < :end ORDER BY word LIMIT :limit + 0',
  ).all({ start, end: `${start}\u{10ffff}`, limit: MOST_ALIKE + 1 })
  if (alike.length === 0 || alike.length > MOST_ALIKE) return `"${start}"*`
  return `(${alike.map(({ word }) => `"${word}"`).join(' OR ')})`
}
