import { type LastTaken, type LogItem, LogRewritten, type Position, type Result } from '@concord/kernel'
import { type ChainHeads, openChainHeads } from './checking/chains.ts'
import type { Checker } from './checking/check.ts'
import type { MovedUpTo } from './form/moved-time.ts'
import { type Refusal, refused } from './form/stored-event.ts'
import type { Connection, Unavailable } from './store/connection.ts'
import { openLogPump, type PumpedItem } from './store/log-pump.ts'
import { readEventAt } from './store/read-stream.ts'

/** The most items given out at once. */
const BATCH = 1_024

/** From where on the log is followed, and for how long. */
export interface Following {
  readonly after?: Position
  readonly lastTaken?: LastTaken | undefined
  readonly signal: AbortSignal
  /** One type of event alone. Links between events are not checked then, so each must be signed for by itself. */
  readonly type?: string
}

/**
 * The log after a position and then live, checked block by block: an event is given out only once it has been
 * checked, while the next block is being read. Ends when the signal aborts, throws when the subscription is lost, and
 * {@link LogRewritten} where the log does not hold the last event taken before.
 */
export async function* follow(
  connection: Connection,
  movedUpTo: () => Promise<Result<MovedUpTo, Unavailable>>,
  check: Checker,
  { after, lastTaken, signal, type }: Following,
): AsyncGenerator<readonly LogItem[]> {
  const upTo = await movedUpTo()
  if (signal.aborted) return
  if (!upTo.ok) throw new Error(upTo.error.detail)
  if (lastTaken) await assertHeld(connection, lastTaken, upTo.value)
  const client = connection.client()
  const pump = openLogPump(client, after, { type, movedUpTo: upTo.value })
  signal.addEventListener('abort', pump.stop, { once: true })
  const heads = type === undefined ? openChainHeads() : forgetful
  try {
    while (!signal.aborted) {
      const pumped = await pump.take()
      const events = pumped.filter((item) => item.kind === 'event')
      const refusals = await check(events, heads)
      const items = judged(pumped, refusals)
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

/** A position means something else on another server: going on there would leave events out, or take them twice. */
const assertHeld = async (
  connection: Connection,
  { id, position }: LastTaken,
  upTo: MovedUpTo,
): Promise<void> => {
  const there = await readEventAt(connection, position, upTo)
  if (!there.ok) throw new Error(there.error.detail)
  if (there.value?.id !== id) throw new LogRewritten(`event ${id} at position ${position}`)
}

const forgetful: ChainHeads = { get: () => undefined, set: () => undefined }

const judged = (
  pumped: readonly PumpedItem[],
  refusals: readonly (Refusal | undefined)[],
): readonly LogItem[] => {
  let events = 0
  return pumped.map((item) => {
    if (item.kind !== 'event') return item
    const { event, texts } = item
    const refusal = refusals[events++]
    return refusal ? { kind: 'refused', event: refused(event, refusal) } : { kind: 'event', event, texts }
  })
}
