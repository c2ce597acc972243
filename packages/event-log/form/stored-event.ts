import {
  type Envelope,
  envelopeSchema,
  type RefusedEvent,
  type StoredEvent,
  type StoredTexts,
} from '@concord/kernel'
import { MOVED_TIME, type MovedUpTo, movedTimeIn, recordedAtOf } from './moved-time.ts'

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
export const storedEvent = (
  event: ClientEvent,
  commit: bigint | undefined,
  movedUpTo: MovedUpTo,
): StoredEvent => {
  const moved = movedTimeIn(event.metadata)
  const position = event.position?.commit ?? commit ?? -1n
  return {
    id: event.id,
    type: event.type,
    stream: event.streamId,
    revision: Number(event.revision),
    position,
    recordedAt: recordedAtOf(event.created.getTime(), moved, position, movedUpTo),
    data: event.data,
    metadata: moved === undefined ? event.metadata : signedPart(event.metadata),
  }
}

const signedPart = (metadata: unknown): unknown => {
  const { [MOVED_TIME]: _, ...signed } = metadata as Readonly<Record<string, unknown>>
  return signed
}

/** An event as it was read, with what checks look at. */
export interface WrittenEvent {
  readonly event: StoredEvent
  /** How it stands in the store, where that is known. */
  readonly texts: StoredTexts | undefined
  readonly envelope: UncheckedEnvelope | undefined
}

/** An event of which the texts are not known. */
export const withoutTexts = (event: StoredEvent): WrittenEvent => ({
  event,
  texts: undefined,
  envelope: uncheckedEnvelope(event),
})

/** What the client itself made of a place in the log; undefined where nothing is. */
export const asTheClientGives = (
  { event, commitPosition }: { readonly event?: unknown; readonly commitPosition?: bigint | undefined },
  movedUpTo: MovedUpTo,
): WrittenEvent | undefined =>
  event ? withoutTexts(storedEvent(event as ClientEvent, commitPosition, movedUpTo)) : undefined

/** The envelope of an event before it has been checked; undefined when the metadata is no JSON object at all. */
const uncheckedEnvelope = ({ metadata }: StoredEvent): UncheckedEnvelope | undefined => envelopeIn(metadata)

/** As much of an envelope as checks look at. Thousands are held at a time, so the rest is let go. */
export const envelopeIn = (metadata: unknown): UncheckedEnvelope | undefined => {
  if (typeof metadata !== 'object' || metadata === null || metadata instanceof Uint8Array) return undefined
  const { agency, previousHash, signature, schemaVersion } = metadata as UncheckedEnvelope
  return { agency, previousHash, signature, schemaVersion } as UncheckedEnvelope
}

/** The envelope, checked against its schema. */
export const parseEnvelope = (event: Pick<StoredEvent, 'metadata'>): Envelope | undefined =>
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
