import type { AppendOutcome, AppendRequest, ExpectedRevision } from './store.ts'

/** What travels between the main thread and the writer: all writes that will share one sync. */
export interface WriteGroup {
  /** The clock of the main thread when the group left, in ticks of 100 ns. */
  readonly nowTicks: bigint
  readonly writes: readonly Write[]
  /** The bytes of all events, metadata before data, in the order of the writes. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Write {
  readonly kind: 'append' | 'delete' | 'tombstone'
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly WriteEvent[]
}

export interface WriteEvent {
  readonly id: string
  readonly type: string
  readonly json: boolean
  readonly metadataLength: number
  readonly dataLength: number
}

/** What a caller asked for, before it is packed. */
export interface WriteRequest extends AppendRequest {
  readonly kind: Write['kind']
}

/** The writer's answer to one group, given only after the sync. */
export interface GroupOutcome {
  readonly outcomes: readonly AppendOutcome[]
  readonly lastPosition: bigint
  /** The time that all events of the group were recorded with. */
  readonly createdTicks: bigint
}

/** Packs all bytes into one fresh buffer, which moves to the writer without being copied again. */
export const packGroup = (requests: readonly WriteRequest[], nowTicks: bigint): WriteGroup => {
  const bytes = new Uint8Array(requests.reduce((total, request) => total + sizeOf(request), 0))
  let end = 0
  const put = (part: Uint8Array): number => {
    bytes.set(part, end)
    end += part.length
    return part.length
  }
  const writes = requests.map(({ kind, stream, expected, events }) => ({
    kind,
    stream,
    expected,
    events: events.map((event) => ({
      id: event.id,
      type: event.type,
      json: event.contentType === 'application/json',
      metadataLength: put(event.metadata),
      dataLength: put(event.data),
    })),
  }))
  return { nowTicks, writes, bytes }
}

export const sizeOf = (request: AppendRequest): number =>
  request.events.reduce((total, event) => total + event.metadata.length + event.data.length, 0)
