import { reportTypeOf } from '@concord/incident'
import { putsRight } from '../definition/puts-right.ts'
import { blockOf } from '../tables/block.ts'
import type { Statements } from '../tables/statements.ts'
import { blockFold } from './block-fold.ts'
import type { FoldedEvent } from './folded-event.ts'

interface Sort {
  readonly columns: readonly (string | number | bigint)[]
  events: number
}

/** Counts the events of each block by sort, with the bounds of the block. Kept in memory until the batch is flushed. */
export const tallyFold = (sql: Statements, inBlock?: number) => {
  const sorts = new Map<string, Sort>()
  const blocks = blockFold(sql, inBlock)

  const count = (folded: FoldedEvent): void => {
    const { event, ordinal, mask } = folded
    const { mode, agency, imported } = event.envelope
    const { corrects, retracts } = putsRight(event)
    const block = blockOf(ordinal, inBlock)
    const flags = [corrects, retracts, imported !== undefined].map(Number)
    add([block, mode, agency, event.type, ...flags, mask, reportTypeOf(event) ?? ''])
    blocks.note(folded)
  }

  const add = (columns: Sort['columns']): void => {
    const key = columns.join(' ')
    const sort = sorts.get(key)
    if (sort) sort.events += 1
    else sorts.set(key, { columns, events: 1 })
  }

  /** An event that is released from now on is looked at by itself: called before it is marked as such. */
  const leaveOut = (ordinal: number): void => {
    sql(`INSERT INTO tally SELECT ?, mode, agency, type, corrects, retracts, imported, mask, report_type, -1
      FROM event WHERE ordinal = ? AND entangled < 2 ON CONFLICT DO UPDATE SET events = events - 1`).run(
      blockOf(ordinal, inBlock),
      ordinal,
    )
  }

  const flush = (): void => {
    for (const { columns, events } of sorts.values()) {
      sql(`INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET events = events + excluded.events`).run(...columns, events)
    }
    sorts.clear()
    blocks.flush()
  }

  return { count, leaveOut, flush }
}
