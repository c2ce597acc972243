import {
  type EventLog,
  err,
  ok,
  type ReadFailure,
  type RecordedEvent,
  type Result,
  type StoredEvent,
  type StreamHead,
  type StreamRead,
} from '@concord/kernel'
import { openChainHeads } from './checking/chains.ts'
import type { Checker } from './checking/check.ts'
import type { Decoder } from './codec/decode.ts'
import type { ConnectedEventLog } from './connected-event-log.ts'
import { refused, withoutTexts } from './form/stored-event.ts'

/**
 * Makes the reading of streams for deciders: an event is given out once it has been checked and decoded, and the first one
 * that is refused refuses the stream. The head is the end of what was read, from which it can be read on.
 */
export const streamReader =
  (readStored: ConnectedEventLog['readStored'], check: Checker, decode: Decoder): EventLog['readStream'] =>
  async (stream, { after, limit } = {}) => {
    const from = after === undefined || after.revision === 'no-stream' ? 0 : after.revision + 1
    const stored = await readStored(stream, from, limit)
    if (!stored.ok) return stored
    const heads = openChainHeads(1)
    const start = after ?? { revision: 'no-stream', hash: null }
    heads.set(stream, start)
    const refusals = await check(stored.value.map(withoutTexts), heads)
    return decodeAll(decode, stored.value, refusals, heads.get(stream) ?? start)
  }

const decodeAll = (
  decode: Decoder,
  stored: readonly StoredEvent[],
  refusals: Awaited<ReturnType<Checker>>,
  head: StreamHead,
): Result<StreamRead, ReadFailure> => {
  const events: RecordedEvent[] = []
  const passedOver: StoredEvent[] = []
  for (const [index, event] of stored.entries()) {
    const refusal = refusals[index]
    // What a thief wrote must not close the stream to its owner: nobody builds on it, and others go on after it.
    if (refusal?.reason === 'ended-key') {
      passedOver.push(event)
      continue
    }
    const decoded = refusal ? err(refusal) : decode(event)
    if (!decoded.ok) return err({ kind: 'refused', event: refused(event, decoded.error) })
    events.push(decoded.value)
  }
  return ok({ events, passedOver, head })
}
