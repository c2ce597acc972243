import { keyOf, supersessions, visibleAmong } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { Statements } from '../tables/statements.ts'
import type { IndexReading } from './reading.ts'

/** 0: not seen, 1: seen and superseded, 2: in force. */
export type Verdict = 0 | 1 | 2

/** How the events of a stream stand that correct, retract or release each other, as a reader knew. */
export interface Verdicts {
  readonly stands: (ordinal: number) => Verdict
  /** What superseded the event of that id, where the reader sees it. */
  readonly supersededBy: (id: string) => string | undefined
}

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
  const isMarked = (word: RecordedEvent) => (word as unknown as { readonly isSeen: boolean }).isSeen
  const seen = visibleAmong(words, agency, isMarked) as typeof words
  const superseded = supersessions(seen)
  const wordOn = (word: (typeof words)[number]) => superseded.get(keyOf(word, word.id))?.by
  const verdicts = new Map(seen.map((word) => [word.ordinal, wordOn(word) === undefined ? 2 : 1] as const))
  const supersededBy = new Map(seen.map((word) => [word.id, wordOn(word)]))
  return { stands: (ordinal) => verdicts.get(ordinal) ?? 0, supersededBy: (id) => supersededBy.get(id) }
}
