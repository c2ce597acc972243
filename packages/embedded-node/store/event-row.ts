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
  const { position, stream, revision, createdTicks, json, metadata, type } = event
  const header = headerOf(position, stream, revision, createdTicks, json ? 1 : 0, metadata.length, type)
  return crc32(event.data, crc32(metadata, crc32(event.id, crc32(header))))
}

const headerOf = (
  position: bigint,
  stream: bigint,
  revision: bigint,
  created: bigint,
  json: number | bigint,
  metadataLength: number | bigint,
  type: string,
): string => `${position} ${stream} ${revision} ${created} ${json} ${metadataLength} ${type}`

/**
 * A row read with `returnArrays` and big integers, in the order of `eventColumns`. The bytes of id, metadata and data
 * come in one piece: each piece of its own would cost as much as all the rest of the row. The name is null only where
 * the streams were joined from the left.
 */
export type EventRow = readonly [
  position: bigint,
  stream: bigint,
  revision: bigint,
  type: string,
  json: bigint,
  created: bigint,
  checksum: bigint,
  metadataLength: bigint,
  bytes: Uint8Array,
  name: string,
]

export const eventColumns = `e.position, e.stream, e.revision, e.type, e.json, e.created, e.checksum,
  length(e.metadata), cast(e.id || e.metadata || e.data as blob), s.name`

const idLength = 16
const metadataEnd = (row: EventRow): number => idLength + Number(row[7])

export const idOfRow = (row: EventRow): Uint8Array => row[8].subarray(0, idLength)

/** The row as the table `events` holds it, for one that goes into another log. */
export const columnsOfRow = (row: EventRow) => {
  const [position, stream, revision, type, json, created, checksum, , bytes] = row
  const metadata = bytes.subarray(idLength, metadataEnd(row))
  const data = bytes.subarray(metadataEnd(row))
  return [position, stream, revision, idOfRow(row), type, json, created, checksum, metadata, data] as const
}

/** False when the row is not what was written. */
export const isIntact = (row: EventRow): boolean => {
  const [position, stream, revision, type, json, created, checksum, metadataLength, bytes] = row
  const header = headerOf(position, stream, revision, created, json, metadataLength, type)
  return crc32(bytes, crc32(header)) === Number(checksum)
}

export const storedEventOf = (row: EventRow): StoredEvent => {
  const bytes = row[8]
  const end = metadataEnd(row)
  return {
    stream: row[9],
    revision: row[2],
    position: row[0],
    id: idText(bytes),
    type: row[3],
    contentType: row[4] === 1n ? 'application/json' : 'application/octet-stream',
    createdTicks: row[5],
    metadata: bytes.subarray(idLength, end),
    data: bytes.subarray(end),
  }
}

/** A UUID's sixteen bytes. Throws on anything that is not a UUID: the protocol has checked it before. */
export const idBytes = (id: string): Uint8Array => {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new TypeError(`event id is not a UUID: ${id}`)
  return bytes
}

/** The UUID in the first sixteen bytes. */
const idText = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, idLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
