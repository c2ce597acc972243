import type { Known, Moment } from '@concord/incident'
import { millisecondsOf, type Position } from '@concord/kernel'
import { storedPosition } from '../definition/stored-position.ts'
import type { Statements } from '../tables/statements.ts'
import { newsOf } from './news.ts'

/**
 * Up to where what was recorded counts as known: by its place in the journal, or by the instant at which it became
 * known.
 */
export type KnownUpTo =
  | { readonly axis: 'ordinal'; readonly ordinal: number; readonly isNow: boolean }
  /** `isMixed`: there are incidents on the instant axis besides those whose last ordinal by then is enough. */
  | { readonly axis: 'instant'; readonly ms: number; readonly ordinal: number; readonly isMixed: boolean }

/** A moment of known time as the read models count it: what is known by then, and nothing of how it is asked for. */
export type KnownLimit =
  | { readonly axis: 'ordinal'; readonly ordinal: number }
  | { readonly axis: 'instant'; readonly ms: number }

/** Known time as the read models count it. */
export interface KnownTimes {
  /** The last ordinal folded. */
  end(): number
  /** The last ordinal up to a position; 0 before the first event. */
  ordinalAt(position: Position): number
  limitOf(known: Known): KnownLimit
  /** What counts as known at a moment; `bit` is the agency's own. */
  knownUpTo(agency: string, bit: bigint, moment: Moment): KnownUpTo
}

/** Reads ordinals and instants off the events as they are folded. */
export const knownTimes = (sql: Statements): KnownTimes => {
  const end = () => sql('SELECT ordinal FROM checkpoint').get()?.ordinal as number

  const ordinalAt = (position: Position) =>
    (sql('SELECT ordinal FROM event WHERE position <= ? ORDER BY position DESC LIMIT 1').get(
      storedPosition(position),
    )?.ordinal ?? 0) as number

  const limitOf = (known: Known): KnownLimit =>
    'position' in known
      ? { axis: 'ordinal', ordinal: ordinalAt(known.position) }
      : { axis: 'instant', ms: millisecondsOf(known.at) }

  const news = newsOf(sql, end)

  const knownUpTo = (agency: string, bit: bigint, { known }: Moment): KnownUpTo => {
    const last = end()
    if (known === undefined) return { axis: 'ordinal', ordinal: last, isNow: true }
    if ('position' in known) {
      const ordinal = Math.min(last, ordinalAt(known.position))
      // What others recorded since makes no difference: not to the answer, and not to how long it takes.
      const isNow = ordinal >= news.lastFor(agency, bit)
      return { axis: 'ordinal', ordinal: isNow ? last : ordinal, isNow }
    }
    const ms = millisecondsOf(known.at)
    const row = sql(
      'SELECT ordinal FROM event WHERE in_clock = 1 AND known_ms <= ? ORDER BY known_ms DESC, ordinal DESC LIMIT 1',
    ).get(ms)
    const isMixed = sql('SELECT 1 FROM topic WHERE clocked = 1 LIMIT 1').get() !== undefined
    return { axis: 'instant', ms, ordinal: (row?.ordinal ?? 0) as number, isMixed }
  }

  return { end, ordinalAt, limitOf, knownUpTo }
}
