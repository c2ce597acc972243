import type { EventDefinition, StoredEvent, StreamHead, Writer } from '@concord/kernel'
import { encoder } from '../codec/encode.ts'
import { eventHash } from '../form/canonical-form.ts'
import { ownEvent } from '../own-events/own-event.ts'
import { ownership } from '../ownership.ts'
import type { SigningKey } from '../signing/signing-key.ts'
import { appendEncoded } from './append.ts'
import type { Connection } from './connection.ts'

/** Where an event goes and who signs it. */
export interface SignedAppend {
  readonly connection: Connection
  readonly agencies: readonly Writer[]
  readonly signer: SigningKey
  readonly stream: string
  /** The stream as it is now, as stored and unchecked: whatever stands there. */
  readonly before: readonly StoredEvent[]
}

/** Appends an event of the edge's own after whatever stands in a stream, signed by a key, without an open log. */
export const appendSigned = async (
  { connection, agencies, signer, stream, before }: SignedAppend,
  definition: EventDefinition,
  fields: unknown,
  now: Date,
): ReturnType<typeof appendEncoded> => {
  const head = headAfter(before)
  const encode = encoder(ownership(agencies), nothingToSeal, signer)
  const encoded = await encode(stream, head, [ownEvent(signer.agency, definition, fields, now)])
  return appendEncoded(connection, stream, head, encoded)
}

const headAfter = (events: readonly StoredEvent[]): StreamHead => {
  const last = events.at(-1)
  return last ? { revision: last.revision, hash: eventHash(last) } : { revision: 'no-stream', hash: null }
}

const nothingToSeal = {
  keyFor: () => Promise.reject(new Error('An event about the log itself cannot hold data about persons.')),
}
