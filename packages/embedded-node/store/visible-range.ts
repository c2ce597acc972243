import { endOfStream } from './layout.ts'
import type { StreamRow } from './stream-row.ts'

/** The first event of the stream at or behind a revision: its own revision, and when it was recorded. */
export type RecordedFrom = (
  stream: bigint,
  revision: bigint,
) => readonly [revision: bigint, ticks: bigint] | undefined

/**
 * The first revision that `$tb`, `$maxCount` and `$maxAge` leave visible; behind the last one when they hide
 * everything. The events of a stream are recorded in the order of their times, so halving finds where the young ones
 * begin.
 */
export const firstVisible = (
  stream: StreamRow,
  nowTicks: () => bigint,
  recordedFrom: RecordedFrom,
): bigint => {
  if (stream.tombstoned) return endOfStream
  let first = stream.truncateBefore ?? 0n
  if (stream.maxCount !== null && stream.last - stream.maxCount + 1n > first) {
    first = stream.last - stream.maxCount + 1n
  }
  if (stream.maxAgeTicks === null) return first
  const since = nowTicks() - stream.maxAgeTicks
  let end = stream.last + 1n
  while (first < end) {
    const middle = (first + end) / 2n
    const found = recordedFrom(stream.id, middle)
    if (found === undefined || found[1] >= since) end = middle
    else first = found[0] + 1n
  }
  return first
}
