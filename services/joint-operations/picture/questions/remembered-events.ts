import type { RecordedEvent } from '@concord/kernel'
import type { Journal } from '@concord/projection'
import { LRUCache } from 'lru-cache'
import type { RosterVocabulary } from '../knowledge/vocabulary.ts'

/** Events remembered as read, over all readers: what may be seen is decided afterwards. */
const REMEMBERED_EVENTS = 4000

/** Reads events of the journal by ordinal, in the order asked for; recently read ones are remembered. */
export const rememberedEvents = (
  journal: Journal,
  vocabulary: RosterVocabulary,
): ((ordinals: readonly number[]) => readonly RecordedEvent[]) => {
  const remembered = new LRUCache<number, RecordedEvent>({ max: REMEMBERED_EVENTS })
  return (ordinals) =>
    ordinals.flatMap((ordinal) => {
      const there = remembered.get(ordinal)
      if (there) return there
      const journaled = journal.at(ordinal)
      const event = journaled && vocabulary.read(journaled)
      if (event === undefined) return []
      remembered.set(ordinal, event)
      return event
    })
}
