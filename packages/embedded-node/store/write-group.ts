import { idLength, putId } from './event-row.ts'
import type { AppendOutcome, AppendRequest, ExpectedRevision } from './store.ts'

/**
 * What travels between the main thread and the writer: all writes that will share one sync. Everything about the events
 * lies in two buffers that move, because what does not is copied value by value.
 */
export interface WriteGroup {
  /** The clock of the main thread when the group left, in ticks of 100 ns. */
  readonly nowTicks: bigint
  readonly writes: readonly Write[]
  /** Each type of the events once. */
  readonly types: readonly string[]
  /** Four numbers an event: its type's place in `types`, 1 for JSON, and the lengths of its metadata and data. */
  readonly heads: Uint32Array<ArrayBuffer>
  /** Id, metadata and data of all events, in the order of the writes. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** One write of a group, without its events. A deletion or a tombstone has none: the writer makes its own. */
export interface Write {
  readonly kind: 'append' | 'delete' | 'tombstone'
  readonly stream: string
  readonly expected: ExpectedRevision
  /** How many. */
  readonly events: number
}

/** An event as the writer takes it from a group. */
export interface PackedEvent {
  readonly type: string
  readonly json: boolean
  readonly metadataLength: number
  /** Its id, metadata and data, one behind the other. */
  readonly bytes: Uint8Array
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
  /** How long the writer took for the events, and then until they were safe. */
  readonly writingMs: number
  readonly syncingMs: number
}

/** Copies everything once, into two buffers that can move to another thread. Throws where an event id is no UUID. */
export const packGroup = (requests: readonly WriteRequest[], nowTicks: bigint): WriteGroup => {
  const count = requests.reduce((total, { events }) => total + events.length, 0)
  const size = requests.reduce((total, request) => total + sizeOf(request), count * idLength)
  const heads = new Uint32Array(count * headLength)
  const bytes = new Uint8Array(size)
  const types = new Map<string, number>()
  let head = 0
  let end = 0
  for (const { events } of requests) {
    for (const { id, type, contentType, metadata, data } of events) {
      if (!types.has(type)) types.set(type, types.size)
      heads[head] = types.get(type)!
      heads[head + 1] = contentType === 'application/json' ? 1 : 0
      heads[head + 2] = metadata.length
      heads[head + 3] = data.length
      head += headLength
      putId(id, bytes, end)
      bytes.set(metadata, end + idLength)
      bytes.set(data, end + idLength + metadata.length)
      end += idLength + metadata.length + data.length
    }
  }
  const writes = requests.map(({ kind, stream, expected, events }) => ({
    kind,
    stream,
    expected,
    events: events.length,
  }))
  return { nowTicks, writes, types: [...types.keys()], heads, bytes }
}

const headLength = 4

/** Gives the events of a group in their order, as many at a time as are asked for. */
export const unpackGroup = ({ types, heads, bytes }: WriteGroup): ((count: number) => PackedEvent[]) => {
  let head = 0
  let end = 0
  const next = (): PackedEvent => {
    const start = end
    const metadataLength = heads[head + 2]!
    end += idLength + metadataLength + heads[head + 3]!
    const event = { type: types[heads[head]!]!, json: heads[head + 1] === 1, metadataLength }
    head += headLength
    return { ...event, bytes: bytes.subarray(start, end) }
  }
  return (count) => Array.from({ length: count }, next)
}

/** The bytes of metadata and data. */
export const sizeOf = (request: AppendRequest): number =>
  request.events.reduce((total, event) => total + event.metadata.length + event.data.length, 0)
