import type { RecordedEvent } from '@concord/kernel'
import { wordsOfEvent } from '../definition/words.ts'
import type { Statements } from '../tables/statements.ts'

/** Words remembered as kept: the same few thousand come again and again. */
const REMEMBERED_WORDS = 20_000

/** Keeps the words by which an event is found, and each word that was ever used. */
export const wordFold = (sql: Statements) => {
  const kept = new Set<string>()
  return (event: RecordedEvent, ordinal: number): void => {
    const words = wordsOfEvent(event)
    sql('INSERT INTO word (rowid, words) VALUES (?, ?)').run(ordinal, words.join(' '))
    for (const word of words) {
      if (kept.has(word)) continue
      if (kept.size >= REMEMBERED_WORDS) kept.clear()
      kept.add(word)
      sql('INSERT OR IGNORE INTO used_word VALUES (?)').run(word)
    }
  }
}
