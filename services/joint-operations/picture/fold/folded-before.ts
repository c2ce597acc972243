import type { RecordedEvent } from '@concord/kernel'
import type { Journal, JournaledEvent } from '@concord/projection'
import type { RosterVocabulary } from '../knowledge/vocabulary.ts'
import type { Statements } from '../tables/statements.ts'
import { type FoldedEvent, foldedEvent } from './folded-event.ts'

/** Events that were folded before, as they were folded: read from the journal where they are needed again. */
export interface FoldedBefore {
  at(ordinal: number): FoldedEvent | undefined
  /** Those filed under a topic before an ordinal, in the order of the journal. */
  ofTopic(topic: number, before: number): readonly FoldedEvent[]
}

/** Reads them by the journal and by what the tables hold of them; `maskOf` says who sees an event by its marking. */
export const foldedBefore = (
  sql: Statements,
  journal: Journal,
  vocabulary: RosterVocabulary,
  maskOf: (event: RecordedEvent) => bigint,
): FoldedBefore => {
  const again = (journaled: JournaledEvent, isMember: boolean): FoldedEvent | undefined => {
    const { ordinal } = journaled
    const event = vocabulary.read(journaled)
    const row = sql('SELECT in_clock FROM event WHERE ordinal = ?').get(ordinal)
    if (event === undefined || row === undefined) return undefined
    const changes = vocabulary.changes(event)
    return foldedEvent(event, {
      ordinal,
      isMember,
      changes,
      mask: maskOf(event),
      inClock: row.in_clock === 1,
    })
  }

  return {
    at: (ordinal) => {
      const journaled = journal.at(ordinal)
      return journaled && again(journaled, true)
    },
    ofTopic: (topic, before) => {
      const rows = sql(
        'SELECT ordinal, is_member FROM filing WHERE topic = ? AND ordinal < ? ORDER BY ordinal',
      ).all(topic, before)
      return rows.flatMap(({ ordinal, is_member }) => {
        const journaled = journal.at(ordinal as number)
        return (journaled && again(journaled, is_member === 1)) ?? []
      })
    },
  }
}
