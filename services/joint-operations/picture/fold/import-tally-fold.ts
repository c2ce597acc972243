import { dayOf } from '../tables/block.ts'
import type { Statements } from '../tables/statements.ts'
import type { FoldedEvent } from './folded-event.ts'

/** Counts imported events by the day on which they became known. */
export const importTallyFold = (sql: Statements, dayMs?: number) => {
  const add = (knownMs: number, mask: bigint, events: number): void => {
    sql(
      'INSERT INTO import_tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events',
    ).run(...[dayOf(knownMs, dayMs), mask, events])
  }

  const count = ({ event, knownMs, mask }: FoldedEvent): void => {
    if (event.envelope.imported !== undefined) add(knownMs, mask, 1)
  }

  /** An event that is released from now on is looked at by itself: called before it is marked as such. */
  const leaveOut = (ordinal: number): void => {
    const row = sql(
      'SELECT known_ms, CAST(mask AS TEXT) AS mask FROM event WHERE ordinal = ? AND imported = 1 AND entangled < 2',
    ).get(ordinal)
    if (row) add(row.known_ms as number, BigInt(row.mask as string), -1)
  }

  return { count, leaveOut }
}
