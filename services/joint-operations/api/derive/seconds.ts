import { type Instant, millisecondsOf } from '@concord/kernel'

/** Seconds from one moment to another; null when one of them is missing. Negative when `to` is the earlier one. */
export const secondsBetween = (from: Instant | undefined, to: Instant | undefined): number | null =>
  from === undefined || to === undefined ? null : (millisecondsOf(to) - millisecondsOf(from)) / 1000

/** The latest of some moments; undefined when there are none. */
export const latest = (instants: readonly Instant[]): Instant | undefined =>
  instants.reduce<Instant | undefined>(
    (last, one) => (last === undefined || millisecondsOf(one) > millisecondsOf(last) ? one : last),
    undefined,
  )

/** The earliest of some moments; undefined when there are none. */
export const earliest = (instants: readonly Instant[]): Instant | undefined =>
  instants.reduce<Instant | undefined>(
    (first, one) => (first === undefined || millisecondsOf(one) < millisecondsOf(first) ? one : first),
    undefined,
  )
