import { type Envelope, envelopeSchema, type RefusedEvent, type StoredEvent } from '@concord/kernel'

/** Why an event is refused, without the event. */
export type Refusal = Pick<RefusedEvent, 'reason' | 'detail'>

/** The fields of a stored event's envelope that checks look at, read without trusting that they are there. */
export type UncheckedEnvelope = Partial<
  Pick<Envelope, 'agency' | 'previousHash' | 'signature' | 'schemaVersion'>
>

/** The shape of an event as `@eventstore/db-client` gives it. */
export interface ClientEvent {
  readonly streamId: string
  readonly id: string
  readonly revision: bigint
  readonly type: string
  readonly created: Date
  readonly data: unknown
  readonly metadata?: unknown
  readonly position?: { readonly commit: bigint } | undefined
}

/** Turns what the client read into a stored event. */
export const storedEvent = (event: ClientEvent, commit: bigint | undefined): StoredEvent => ({
  id: event.id,
  type: event.type,
  stream: event.streamId,
  revision: Number(event.revision),
  position: event.position?.commit ?? commit ?? -1n,
  recordedAt: event.created.toISOString(),
  data: event.data,
  metadata: event.metadata,
})

/** The envelope of an event before it has been checked; undefined when the metadata is no JSON object at all. */
export const uncheckedEnvelope = (event: StoredEvent): UncheckedEnvelope | undefined => {
  const { metadata } = event
  if (typeof metadata !== 'object' || metadata === null || metadata instanceof Uint8Array) return undefined
  return metadata
}

/** The envelope, checked against its schema. */
export const parseEnvelope = (event: StoredEvent): Envelope | undefined =>
  envelopeSchema.safeParse(event.metadata).data

/** The refused event as followers and deciders are told of it. */
export const refused = (event: StoredEvent, { reason, detail }: Refusal): RefusedEvent => ({
  stream: event.stream,
  revision: event.revision,
  position: event.position,
  type: event.type,
  id: event.id,
  recordedAt: event.recordedAt,
  reason,
  detail,
})
