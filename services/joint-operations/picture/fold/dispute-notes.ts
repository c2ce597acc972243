import { type Side, sidesIn } from '../definition/disputes.ts'
import type { Statements } from '../tables/statements.ts'
import type { FiledTopic } from './filing-fold.ts'
import type { FoldedEvent } from './folded-event.ts'

/** Notes in which incidents and units there can be conflicts at all, since when and for whom: only there are they looked for. */
export const disputeNotes = (sql: Statements) => {
  const note = ({ topic, name }: FiledTopic, { event, ordinal, changes, mask }: FoldedEvent): void => {
    for (const side of sidesIn(name, event, changes)) {
      noteDispute(side, { topic, ordinal, mask })
      const { thing, by, claim, measured } = side
      sql('INSERT OR IGNORE INTO side VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        ...[topic, thing, by, claim, measured, ordinal, mask],
      )
      sql('INSERT OR IGNORE INTO claimed VALUES (?, ?, ?, ?, ?, ?)').run(
        ...[topic, thing, mask, by, claim, measured],
      )
    }
  }

  /** Since when each reader sees two sides of it; where nobody does, that there are two, which may be released. */
  const noteDispute = ({ thing, by, claim, measured }: Side, { topic, ordinal, mask }: NotedPlace): void => {
    const noted = masksIn(sql('SELECT CAST(mask AS TEXT) AS mask FROM disputed WHERE topic = ?').all(topic))
    const left = mask & ~union(noted)
    if (left === 0n) return
    const others = masksIn(sql(masksOfOthers).all({ topic, thing, by, claim, measured }))
    const both = left & union(others)
    if (others.length === 0 || (both === 0n && noted.length > 0)) return
    sql('INSERT INTO disputed VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET mask = mask | excluded.mask').run(
      ...[topic, ordinal, both],
    )
  }

  return { note }
}

interface NotedPlace {
  readonly topic: number
  readonly ordinal: number
  readonly mask: bigint
}

/** As `saysTheSame` of `@concord/incident` has it. */
const saysTheSame =
  "CASE WHEN measured <> '' AND :measured <> '' THEN measured = :measured ELSE claim = :claim END"

/**
 * Audiences are few, and found one after the other without what they see being gone through; of each it is enough that one
 * other claimant says something else, looked for in two parts, so that what the same claimant said is not gone through.
 */
const masksOfOthers = `
  WITH RECURSIVE audience (mask) AS (
    SELECT min(mask) FROM claimed WHERE topic = :topic AND thing = :thing
    UNION ALL
    SELECT (SELECT min(c.mask) FROM claimed AS c
      WHERE c.topic = :topic AND c.thing = :thing AND c.mask > audience.mask)
    FROM audience WHERE audience.mask IS NOT NULL
  )
  SELECT CAST(mask AS TEXT) AS mask FROM audience WHERE mask IS NOT NULL AND (${['<', '>']
    .map(
      (than) =>
        `EXISTS (SELECT 1 FROM claimed AS c WHERE c.topic = :topic AND c.thing = :thing
          AND c.mask = audience.mask AND c.by ${than} :by AND NOT ${saysTheSame})`,
    )
    .join(' OR ')})`

const masksIn = (rows: readonly Readonly<Record<string, unknown>>[]): readonly bigint[] =>
  rows.map(({ mask }) => BigInt(mask as string))

const union = (masks: readonly bigint[]): bigint => masks.reduce((all, mask) => all | mask, 0n)
