import { isVisible, keyOf, supersessions } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { Statements } from '../tables/statements.ts'
import type { IndexReading } from './reading.ts'

/** 0: not seen, 1: seen and superseded, 2: in force. */
export interface Verdict {
  readonly id: string
  readonly stands: 0 | 1 | 2
  readonly supersededBy: string | undefined
}

/** By ordinal. */
export type Verdicts = ReadonlyMap<number, Verdict>

/** Asks the definition about the few events of a stream that correct, retract or release each other. */
export const verdictsIn = (
  sql: Statements,
  stream: string,
  { agency, known, bit }: IndexReading,
): Verdicts => {
  const isKnown = known.axis === 'ordinal' ? 'ordinal <= ?' : 'known_ms <= ?'
  const rows = sql(
    `SELECT ordinal, mask & ? <> 0 AS is_seen, word FROM entangled WHERE stream = ? AND ${isKnown} ORDER BY ordinal`,
  ).all(bit, stream, known.axis === 'ordinal' ? known.ordinal : known.ms)
  const words = rows.map((row) => ({
    ...JSON.parse(row.word as string),
    ordinal: row.ordinal as number,
    // Ordinals stand in the order of positions.
    position: BigInt(row.ordinal as number),
    isSeen: row.is_seen === 1,
  })) as (RecordedEvent & { readonly ordinal: number; readonly isSeen: boolean })[]
  const seen = words.filter((word) =>
    isVisible(word, words, agency, (one) => (one as unknown as { isSeen: boolean }).isSeen),
  )
  const superseded = supersessions(seen)
  return new Map(
    seen.map((word) => {
      const supersededBy = superseded.get(keyOf(word, word.id))?.by
      return [word.ordinal, { id: word.id, stands: supersededBy === undefined ? 2 : 1, supersededBy }]
    }),
  )
}
