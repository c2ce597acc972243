import { createHash } from 'node:crypto'
import type { StoredEvent } from '@concord/kernel'
import { MOST_MARKS } from '../own-events/move-events.ts'

/** What the digest of the times is taken over, of one event. */
export const timeLine = ({ id, recordedAt }: Pick<StoredEvent, 'id' | 'recordedAt'>): string =>
  `${id} ${recordedAt}\n`

/**
 * The digest of times as it stood after each so many events: where the first time is that was changed lies between two of
 * them. For as many events as there are marks each is found by itself, for a million it is one of two or four thousand.
 */
export interface TimeMarks {
  readonly every: number
  readonly digests: readonly string[]
}

/** The digest over the times of events, taken in the order of the log, with its marks. */
export const timesDigest = () => {
  const hash = createHash('sha256')
  let [events, every, digests]: [number, number, readonly string[]] = [0, 1, []]
  return {
    /** The line of the next event. */
    add: (line: string): void => {
      hash.update(line)
      events += 1
      if (events % every !== 0) return
      digests = [...digests, hash.copy().digest('base64url')]
      if (digests.length <= MOST_MARKS) return
      digests = digests.filter((_, place) => place % 2 === 1)
      every *= 2
    },
    end: () => ({ times: hash.digest('base64url'), marks: { every, digests: [...digests] } }),
  }
}

/** The first of the events, counted from 0 in the order of the log, among which a time is another one, and how many they are. */
export interface OtherTimes {
  readonly first: number
  readonly events: number
}

/** Holds times against the digest that somebody vouched for, and its marks. */
export const openTimesCheck = ({ times, marks }: { readonly times: string; readonly marks: TimeMarks }) => {
  const hash = createHash('sha256')
  let events = 0
  let sinceMark = 0
  const other = (): OtherTimes => ({ first: sinceMark, events: events - sinceMark })
  return {
    /** The lines of the next events; answers with where the first other time is, as soon as a mark tells. */
    add: (lines: Uint8Array): OtherTimes | undefined => {
      for (let at = 0; at < lines.length; ) {
        const end = lines.indexOf(LINE_FEED, at) + 1
        hash.update(lines.subarray(at, end))
        at = end
        events += 1
        if (events % marks.every !== 0) continue
        const expected = marks.digests[events / marks.every - 1]
        if (expected === undefined) continue
        if (hash.copy().digest('base64url') !== expected) return other()
        sinceMark = events
      }
      return undefined
    },
    /** How many events from the first on are known to have their times. */
    sinceMark: (): number => sinceMark,
    end: (): OtherTimes | undefined => (hash.digest('base64url') === times ? undefined : other()),
  }
}

const LINE_FEED = 10
