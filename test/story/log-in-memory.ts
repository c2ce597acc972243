import { createSecretKey, randomBytes } from 'node:crypto'
import { decoder, ownership, type SigningKey } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import { type Envelope, type EventLog, err, ok, type RecordedEvent, type StreamHead } from '@concord/kernel'
import { encoder } from '../../packages/event-log/codec/encode.ts'
import { appended } from '../../packages/event-log/store/append.ts'

/** The log of each agency, over events that are nowhere else than here. */
export interface LogInMemory {
  readonly events: readonly RecordedEvent[]
  readonly of: (agency: string) => EventLog
}

/**
 * A log that holds events as the real one gives them, sealed and chained, in the order of the appends. It signs
 * nothing and forgets everything: for tests of what events mean, with no process between them.
 */
export const logInMemory = (agencies: readonly AgencyDefinition[], recordedAt: string): LogInMemory => {
  const owners = ownership(agencies)
  const decode = decoder(owners)
  const heads = new Map<string, StreamHead>()
  const events: RecordedEvent[] = []
  const keyRing = keysInMemory()

  const readStream: EventLog['readStream'] = async (stream, { after } = {}) => {
    const since = typeof after?.revision === 'number' ? after.revision : -1
    return ok({
      events: events.filter((event) => event.stream === stream && event.revision > since),
      passedOver: [],
      head: heads.get(stream) ?? { revision: 'no-stream', hash: null },
    })
  }
  const appending = (agency: string): EventLog['append'] => {
    const encode = encoder(owners, keyRing, nobodys(agency))
    return async (stream, head, proposed) => {
      const encoded = await encode(stream, head, proposed)
      const current = heads.get(stream)?.revision ?? 'no-stream'
      if (head.revision !== current) return err({ kind: 'conflict', current })
      const written = appended(encoded, BigInt(events.length + encoded.length - 1), ({ chained }) => {
        const decoded = decode(chained, chained.metadata as Envelope)
        if (!decoded.ok) throw new Error(decoded.error.detail)
        return decoded.value
      })
      for (const event of written.events)
        events.push({ ...event, recordedAt, position: BigInt(events.length) })
      heads.set(stream, written.head)
      return ok(written)
    }
  }
  const of = (agency: string) =>
    ({ readStream, append: appending(agency), keyChanges: () => 0 }) as Partial<EventLog> as EventLog
  return { events, of }
}

const keysInMemory = () => {
  const keys = new Map<string, ReturnType<typeof createSecretKey>>()
  return {
    keyFor: async (subject: string, stream: string) => {
      const id = Buffer.from(`${stream} ${subject}`).toString('base64url')
      const key = keys.get(id) ?? createSecretKey(randomBytes(32))
      keys.set(id, key)
      return { id, key }
    },
  }
}

/** A key that signs nothing. */
const nobodys = (agency: string): SigningKey => ({
  agency,
  kid: 'nobody',
  x: '',
  sign: () => '',
})
