import type { RecordedEvent } from '@concord/kernel'
import type { Journal } from '@concord/projection'
import { LRUCache } from 'lru-cache'
import type { RosterVocabulary } from '../knowledge/vocabulary.ts'

/** Characters of events that are remembered as read, over all readers: what may be seen is decided afterwards. */
export const MOST_REMEMBERED = 8 * 1024 * 1024

/**
 * Reads events of the journal by ordinal, in the order asked for; recently read ones are remembered. Counted by their length and
 * not by their number, because one may be a thousand times as long as another.
 */
export const rememberedEvents = (
  journal: Pick<Journal, 'at'>,
  vocabulary: Pick<RosterVocabulary, 'read'>,
): ((ordinals: readonly number[]) => readonly RecordedEvent[]) => {
  const remembered = new LRUCache<number, RecordedEvent>({ maxSize: MOST_REMEMBERED })
  return (ordinals) =>
    ordinals.flatMap((ordinal) => {
      const there = remembered.get(ordinal)
      if (there) return there
      const journaled = journal.at(ordinal)
      if (journaled === undefined) return []
      const event = vocabulary.read(journaled)
      if (event === undefined) return []
      remembered.set(ordinal, event, { size: journaled.data.length + journaled.metadata.length })
      return event
    })
}
