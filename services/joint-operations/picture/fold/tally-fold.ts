import { reportTypeOf } from '@concord/incident'
import { blockOf } from '../tables/block.ts'
import type { Statements } from '../tables/statements.ts'
import type { FoldedEvent } from './folded-event.ts'

interface Sort {
  readonly columns: readonly (string | number | bigint)[]
  events: number
}

interface Bounds {
  readonly ordinal: Span
  readonly known: Span
  readonly occurred: Span
  readonly delay: Span
}

interface Span {
  from: number
  to: number
}

/** Counts the events of each block by sort, and between which values they lie. Kept in memory until the batch is flushed. */
export const tallyFold = (sql: Statements, inBlock?: number) => {
  const sorts = new Map<string, Sort>()
  const blocks = new Map<number, Bounds>()

  const count = ({ event, ordinal, mask, occurredMs, knownMs }: FoldedEvent): void => {
    const { mode, agency, corrects, retracts, imported } = event.envelope
    const block = blockOf(ordinal, inBlock)
    const flags = [corrects, retracts, imported].map((one) => Number(one !== undefined))
    add([block, mode, agency, event.type, ...flags, mask, reportTypeOf(event) ?? ''])
    const bounds = blocks.get(block) ?? { ordinal: none(), known: none(), occurred: none(), delay: none() }
    blocks.set(block, bounds)
    widen(bounds.ordinal, ordinal)
    widen(bounds.known, knownMs)
    widen(bounds.occurred, occurredMs)
    widen(bounds.delay, knownMs - occurredMs)
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
    for (const [block, { ordinal, known, occurred, delay }] of blocks) {
      sql(`INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        ordinal_to = max(ordinal_to, excluded.ordinal_to),
        known_from = min(known_from, excluded.known_from), known_to = max(known_to, excluded.known_to),
        occurred_from = min(occurred_from, excluded.occurred_from), occurred_to = max(occurred_to, excluded.occurred_to),
        delay_from = min(delay_from, excluded.delay_from), delay_to = max(delay_to, excluded.delay_to)`).run(
        ...[
          block,
          ordinal.from,
          ordinal.to,
          known.from,
          known.to,
          occurred.from,
          occurred.to,
          delay.from,
          delay.to,
        ],
      )
    }
    sorts.clear()
    blocks.clear()
  }

  return { count, leaveOut, flush }
}

const none = (): Span => ({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY })

const widen = (span: Span, value: number): void => {
  span.from = Math.min(span.from, value)
  span.to = Math.max(span.to, value)
}
