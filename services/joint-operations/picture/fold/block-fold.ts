import { blockOf } from '../tables/block.ts'
import type { Statements } from '../tables/statements.ts'
import type { FoldedEvent } from './folded-event.ts'

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

/** Notes between which values the events of each block lie. Kept in memory until the batch is flushed. */
export const blockFold = (sql: Statements, inBlock?: number) => {
  const blocks = new Map<number, Bounds>()

  const note = ({ ordinal, occurredMs, knownMs }: FoldedEvent): void => {
    const block = blockOf(ordinal, inBlock)
    const bounds = blocks.get(block) ?? { ordinal: none(), known: none(), occurred: none(), delay: none() }
    blocks.set(block, bounds)
    widen(bounds.ordinal, ordinal)
    widen(bounds.known, knownMs)
    widen(bounds.occurred, occurredMs)
    widen(bounds.delay, knownMs - occurredMs)
  }

  const flush = (): void => {
    for (const [block, { ordinal, known, occurred, delay }] of blocks) {
      sql(`INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        ordinal_to = max(ordinal_to, excluded.ordinal_to),
        known_from = min(known_from, excluded.known_from), known_to = max(known_to, excluded.known_to),
        occurred_from = min(occurred_from, excluded.occurred_from), occurred_to = max(occurred_to, excluded.occurred_to),
        delay_from = min(delay_from, excluded.delay_from), delay_to = max(delay_to, excluded.delay_to)`).run(
        block,
        ...[ordinal, known, occurred, delay].flatMap(({ from, to }) => [from, to]),
      )
    }
    blocks.clear()
  }

  return { note, flush }
}

const none = (): Span => ({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY })

const widen = (span: Span, value: number): void => {
  span.from = Math.min(span.from, value)
  span.to = Math.max(span.to, value)
}
