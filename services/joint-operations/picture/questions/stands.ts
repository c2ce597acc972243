import { keyOf, supersessions, visibleAmong } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { Statements } from '../tables/statements.ts'
import type { IndexQuestion } from './index-question.ts'
import type { KnownLimit } from './known-times.ts'

/** 0: not seen, 1: seen and superseded, 2: in force. */
export type Stand = 0 | 1 | 2

/** How the events of streams that correct, retract or release each other stand for one question. */
export interface Stands {
  of(stream: string, ordinal: number): Stand
  /** What became of an event that the reader sees. */
  supersededBy(event: RecordedEvent): string | undefined
}

/** Asks the definition, of each stream once. */
export const standsFor = (sql: Statements, asked: Asked): Stands => {
  const streams = new Map<string, StandsInStream>()
  const standsIn = (stream: string): StandsInStream => {
    const there = streams.get(stream)
    if (there) return there
    const made = judged(sql, stream, asked)
    streams.set(stream, made)
    return made
  }
  return {
    of: (stream, ordinal) => standsIn(stream).stands.get(ordinal) ?? 0,
    supersededBy: ({ stream, id }) => standsIn(stream).supersededBy.get(id),
  }
}

/** How events stood by some moment, on an axis of known time. */
export type StandsBefore = (axis: KnownLimit['axis'], limit: number) => Stands

/**
 * Asks of each moment once. Of what comes after the ordinal `within`, at which the question is pinned, nothing is heard: it
 * may be known by an instant that the question names.
 */
export const standsBefore = (sql: Statements, reader: Omit<Asked, 'known'>): StandsBefore => {
  const asked = new Map<string, Stands>()
  return (axis, limit) => {
    const name = `${axis} ${limit}`
    const known: KnownLimit = axis === 'ordinal' ? { axis, ordinal: limit } : { axis, ms: limit }
    const stands = asked.get(name) ?? standsFor(sql, { ...reader, known })
    asked.set(name, stands)
    return stands
  }
}

interface Asked extends Pick<IndexQuestion, 'agency' | 'bit'> {
  readonly known: KnownLimit
  /** The last ordinal that is heard of; all are where it is left out. */
  readonly within?: number | undefined
}

/** By ordinal, and by the id of an event that the reader sees. */
interface StandsInStream {
  readonly stands: ReadonlyMap<number, Stand>
  readonly supersededBy: ReadonlyMap<string, string | undefined>
}

/** Judges the few events of a stream that correct, retract or release each other. */
const judged = (
  sql: Statements,
  stream: string,
  { agency, known, bit, within = Number.MAX_SAFE_INTEGER }: Asked,
): StandsInStream => {
  const isKnown = known.axis === 'ordinal' ? 'ordinal <= ?' : 'known_ms <= ?'
  const rows = sql(
    `SELECT ordinal, mask & ? <> 0 AS is_seen, word FROM entangled WHERE stream = ? AND ${isKnown} AND ordinal <= ? ORDER BY ordinal`,
  ).all(bit, stream, known.axis === 'ordinal' ? known.ordinal : known.ms, within)
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
  return {
    stands: new Map(seen.map((word) => [word.ordinal, wordOn(word) === undefined ? 2 : 1])),
    supersededBy: new Map(seen.map((word) => [word.id, wordOn(word)])),
  }
}
