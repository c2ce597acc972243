import { endOfStream } from './layout.ts'

/** A row of `streams`, without its name. */
export interface StreamRow {
  readonly id: bigint
  readonly last: bigint
  readonly tombstoned: boolean
  readonly truncateBefore: bigint | null
  readonly maxCount: bigint | null
  readonly maxAgeTicks: bigint | null
}

/** What makes a `StreamRow`, in the order in which `streamOfRow` takes it. */
export const streamColumns = 'id, last, tombstoned, truncate_before, max_count, max_age'

/** Takes a row read with `returnArrays` and big integers; further columns behind are left alone. */
export const streamOfRow = (row: readonly unknown[]): StreamRow => {
  const [id, last, tombstoned, truncateBefore, maxCount, maxAgeTicks] = row as readonly [
    bigint,
    bigint,
    bigint,
    bigint | null,
    bigint | null,
    bigint | null,
  ]
  return { id, last, tombstoned: tombstoned === 1n, truncateBefore, maxCount, maxAgeTicks }
}

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
