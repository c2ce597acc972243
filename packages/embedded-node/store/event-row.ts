import { crc32 } from 'node:zlib'
import type { StoredEvent } from './store.ts'

/** How an event lies in the `events` table, and the checksum that tells whether it still says what was written. */

/** Everything the checksum covers. `stream` is the stream's number in this store. */
export interface EventContent {
  readonly position: bigint
  readonly stream: bigint
  readonly revision: bigint
  readonly id: Uint8Array
  readonly type: string
  readonly json: boolean
  readonly createdTicks: bigint
  readonly metadata: Uint8Array
  readonly data: Uint8Array
}

/** CRC-32 over the event's place, header and bytes: moved, mixed up or changed content does not match. */
export const checksumOf = (event: EventContent): number => {
  const header = `${event.position} ${event.stream} ${event.revision} ${event.createdTicks} ${event.json ? 1 : 0} ${event.metadata.length} ${event.type}`
  return crc32(event.data, crc32(event.metadata, crc32(event.id, crc32(header))))
}

/** A row read with `returnArrays` and big integers, in the order of `eventColumns` and then the stream's name. */
export type EventRow = readonly [
  position: bigint,
  stream: bigint,
  revision: bigint,
  id: Uint8Array,
  type: string,
  json: bigint,
  created: bigint,
  checksum: bigint,
  metadata: Uint8Array,
  data: Uint8Array,
  name: string,
]

export const eventColumns =
  'e.position, e.stream, e.revision, e.id, e.type, e.json, e.created, e.checksum, e.metadata, e.data, s.name'

export const contentOfRow = (row: EventRow): EventContent => ({
  position: row[0],
  stream: row[1],
  revision: row[2],
  id: row[3],
  type: row[4],
  json: row[5] === 1n,
  createdTicks: row[6],
  metadata: row[8],
  data: row[9],
})

/** False when the row is not what was written. */
export const isIntact = (row: EventRow): boolean => BigInt(checksumOf(contentOfRow(row))) === row[7]

export const storedEventOf = (row: EventRow): StoredEvent => ({
  stream: row[10],
  revision: row[2],
  position: row[0],
  id: idText(row[3]),
  type: row[4],
  contentType: row[5] === 1n ? 'application/json' : 'application/octet-stream',
  createdTicks: row[6],
  metadata: row[8],
  data: row[9],
})

/** A UUID's sixteen bytes. Throws on anything that is not a UUID: the protocol has checked it before. */
export const idBytes = (id: string): Uint8Array => {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new TypeError(`event id is not a UUID: ${id}`)
  return bytes
}

export const idText = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
