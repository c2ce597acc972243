import type { RecordedEvent } from '@concord/kernel'
import type { Journal } from '@concord/projection'
import { LRUCache } from 'lru-cache'
import { PictureRefused } from '../asked/refused.ts'
import type { RosterVocabulary } from '../knowledge/vocabulary.ts'

/** Characters of events that are remembered as read, over all readers: what may be seen is decided afterwards. */
export const MOST_REMEMBERED = 8 * 1024 * 1024

/** The most characters of events that one question reads at once. */
export const MOST_AT_ONCE = 32 * 1024 * 1024

interface ReadEvent {
  readonly event: RecordedEvent
  /** In characters, as the journal has it. */
  readonly length: number
}

/**
 * Reads events of the journal by ordinal, in the order asked for; recently read ones are remembered. Counted by their length and
 * not by their number, because one may be a thousand times as long as another. Throws {@link PictureRefused} for more than fits
 * beside everybody else's.
 */
export const rememberedEvents = (
  journal: Pick<Journal, 'at'>,
  vocabulary: Pick<RosterVocabulary, 'read'>,
): ((ordinals: readonly number[]) => readonly RecordedEvent[]) => {
  const remembered = new LRUCache<number, ReadEvent>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: ({ length }) => length,
  })
  const read = (ordinal: number): ReadEvent | undefined => {
    const there = remembered.get(ordinal)
    if (there) return there
    const journaled = journal.at(ordinal)
    const event = journaled && vocabulary.read(journaled)
    if (event === undefined) return undefined
    const found = { event, length: journaled!.data.length + journaled!.metadata.length }
    remembered.set(ordinal, found)
    return found
  }
  return (ordinals) => {
    let length = 0
    return ordinals.flatMap((ordinal) => {
      const found = read(ordinal)
      length += found?.length ?? 0
      if (length > MOST_AT_ONCE) throw new PictureRefused({ code: 'TOO_MANY', detail: TOO_LONG })
      return found ? [found.event] : []
    })
  }
}

const TOO_LONG =
  'The events here are too long to be read at once. Ask for fewer at a time: use pages, and leave out details.'
