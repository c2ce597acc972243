import type { LogItem, Position, StoredEvent } from '@concord/kernel'
import { type ChainHeads, type Checker, openChainHeads } from './check.ts'
import type { Connection } from './store/connection.ts'
import { openLogPump, type PumpedItem } from './store/log-pump.ts'
import { type Refusal, refused } from './stored-event.ts'

/** The most items given out at once. */
const BATCH = 1_024

export interface Following {
  readonly after?: Position
  readonly signal: AbortSignal
  /** One type of event alone. Links between events are not checked then, so each must be signed for by itself. */
  readonly type?: string
}

/**
 * The log after a position and then live, checked block by block: an event is given out only once it has been checked,
 * while the next block is being read. Ends when the signal aborts, throws when the subscription is lost.
 */
export async function* follow(
  connection: Connection,
  check: Checker,
  { after, signal, type }: Following,
): AsyncGenerator<readonly LogItem[]> {
  if (signal.aborted) return
  const client = connection.client()
  const pump = openLogPump(client, after, type)
  signal.addEventListener('abort', pump.stop, { once: true })
  const heads = type === undefined ? openChainHeads() : forgetful
  try {
    while (!signal.aborted) {
      const pumped = await pump.take()
      const events: StoredEvent[] = []
      for (const item of pumped) if (item.kind === 'event') events.push(item.event)
      const items = judged(pumped, events, await check(events, heads))
      for (let start = 0; start < items.length && !signal.aborted; start += BATCH) {
        yield items.length <= BATCH ? items : items.slice(start, start + BATCH)
      }
    }
  } catch (error) {
    if (!signal.aborted) {
      connection.failed(client)
      throw error
    }
  } finally {
    signal.removeEventListener('abort', pump.stop)
    pump.stop()
  }
}

const forgetful: ChainHeads = { get: () => undefined, set: () => undefined }

const judged = (
  pumped: readonly PumpedItem[],
  events: readonly StoredEvent[],
  refusals: readonly (Refusal | undefined)[],
): readonly LogItem[] => {
  const refusalOf = new Map<StoredEvent, Refusal>()
  for (const [index, refusal] of refusals.entries()) if (refusal) refusalOf.set(events[index]!, refusal)
  if (refusalOf.size === 0) return pumped
  return pumped.map((item) => {
    const refusal = item.kind === 'event' ? refusalOf.get(item.event) : undefined
    return item.kind === 'event' && refusal ? { kind: 'refused', event: refused(item.event, refusal) } : item
  })
}
