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
    }
  }

  /** Since when each reader sees two sides of it; where nobody does, that there are two, which may be released. */
  const noteDispute = ({ thing, by, claim, measured }: Side, { topic, ordinal, mask }: Place): void => {
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

interface Place {
  readonly topic: number
  readonly ordinal: number
  readonly mask: bigint
}

/** As `saysTheSame` of `@concord/incident` has it. */
const saysTheSame =
  "CASE WHEN measured <> '' AND :measured <> '' THEN measured = :measured ELSE claim = :claim END"

/** In two parts, so that what the same claimant said before is not gone through. */
const masksOfOthers = `SELECT DISTINCT CAST(mask AS TEXT) AS mask FROM (${['<', '>']
  .map(
    (than) =>
      `SELECT mask, claim, measured FROM side WHERE topic = :topic AND thing = :thing AND by ${than} :by`,
  )
  .join(' UNION ALL ')}) WHERE NOT ${saysTheSame}`

const masksIn = (rows: readonly Readonly<Record<string, unknown>>[]): readonly bigint[] =>
  rows.map(({ mask }) => BigInt(mask as string))

const union = (masks: readonly bigint[]): bigint => masks.reduce((all, mask) => all | mask, 0n)
