import {
  type Envelope,
  type EventLog,
  err,
  type NewEvent,
  ok,
  type StreamHead,
  type Writer,
} from '@concord/kernel'
import { decoder } from '../codec/decode.ts'
import type { EncodedEvent } from '../codec/encode.ts'
import { refused } from '../form/stored-event.ts'
import { ownership } from '../ownership.ts'
import { appendEncoded, appended } from '../store/append.ts'
import { openConnection } from '../store/connection.ts'
import { readHead, readStoredStream } from '../store/read-stream.ts'

/**
 * The log without what makes it evidence: events go in and out as they are, neither sealed nor chained nor signed nor
 * checked. It exists to measure what all that costs. Nothing that serves can come by it: it is no option of the log.
 */
export const openPlainLog = (
  connectionString: string,
  agencies: readonly Writer[],
): Omit<EventLog, 'follow'> => {
  const connection = openConnection(connectionString)
  const decode = decoder(ownership(agencies))

  const readStream: EventLog['readStream'] = async (stream) => {
    const stored = await readStoredStream(connection, stream)
    if (!stored.ok) return stored
    const events = []
    for (const event of stored.value) {
      const decoded = decode(event)
      if (!decoded.ok) return err({ kind: 'refused', event: refused(event, decoded.error) })
      events.push(decoded.value)
    }
    const revision = events.at(-1)?.revision ?? 'no-stream'
    return ok({ events, passedOver: [], head: { revision, hash: null } })
  }

  const append: EventLog['append'] = async (stream, head, events) => {
    const encoded = events.map((event, index) => asItIs(stream, head, event, index))
    const written = await appendEncoded(connection, stream, head, encoded)
    if (!written.ok) return written
    const { position } = written.value
    return ok(
      appended(encoded, position, ({ chained }) => {
        const decoded = decode(chained, chained.metadata as Envelope)
        if (!decoded.ok) throw new Error(decoded.error.detail)
        return decoded.value
      }),
    )
  }

  return {
    readStream,
    append,
    keyChanges: () => 0,
    head: () => readHead(connection),
    close: connection.close,
  }
}

const asItIs = (
  stream: string,
  { revision }: StreamHead,
  { id, type, data, envelope }: NewEvent,
  index: number,
): EncodedEvent => {
  const metadata = { ...envelope, previousHash: null }
  const first = revision === 'no-stream' ? 0 : revision + 1
  return {
    chained: { id, type, data, stream, revision: first + index, metadata },
    metadata: new TextEncoder().encode(JSON.stringify(metadata)),
    hash: '',
  }
}
