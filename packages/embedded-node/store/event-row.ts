import { crc32 } from 'node:zlib'
import type { StoredEvent } from './store.ts'

/** How an event lies in the `events` table, and the checksum that tells whether it still says what was written. */

/** Everything the checksum covers. `stream` is the stream's number in this store. */
export interface EventContent {
  readonly position: bigint
  readonly stream: bigint
  readonly revision: bigint
  readonly type: string
  readonly json: boolean
  readonly createdTicks: bigint
  readonly metadataLength: number
  /** Its id, metadata and data, one behind the other. */
  readonly bytes: Uint8Array
}

/** CRC-32 over the event's place, header and bytes: moved, mixed up or changed content does not match. */
export const checksumOf = (event: EventContent): number => {
  const { position, stream, revision, createdTicks, json, metadataLength, type } = event
  const header = headerOf(position, stream, revision, createdTicks, json ? 1 : 0, metadataLength, type)
  return crc32(event.bytes, crc32(header))
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

/** What makes an `EventRow`, of `events e` joined with `streams s`. */
export const eventColumns = `e.position, e.stream, e.revision, e.type, e.json, e.created, e.checksum,
  length(e.metadata), cast(e.id || e.metadata || e.data as blob), s.name`

/** A UUID's bytes. */
export const idLength = 16

/** Takes the bytes of an event apart. */
export const idOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, idLength)
/** The metadata, a view of the same memory. */
export const metadataOf = (bytes: Uint8Array, metadataLength: number): Uint8Array =>
  bytes.subarray(idLength, idLength + metadataLength)
/** The data, a view of the same memory. */
export const dataOf = (bytes: Uint8Array, metadataLength: number): Uint8Array =>
  bytes.subarray(idLength + metadataLength)

/** The row as the table `events` holds it, for one that goes into another log. */
export const columnsOfRow = (row: EventRow) => {
  const [position, stream, revision, type, json, created, checksum, , bytes] = row
  const length = Number(row[7])
  const parts = [metadataOf(bytes, length), dataOf(bytes, length)] as const
  return [position, stream, revision, idOf(bytes), type, json, created, checksum, ...parts] as const
}

/** False when the row is not what was written. */
export const isIntact = (row: EventRow): boolean => {
  const [position, stream, revision, type, json, created, checksum, metadataLength, bytes] = row
  const header = headerOf(position, stream, revision, created, json, metadataLength, type)
  return crc32(bytes, crc32(header)) === Number(checksum)
}

/**
 * The event that a row holds. Its bytes are views of the row's memory, and nothing is checked: `isIntact` is asked
 * first.
 */
export const storedEventOf = (row: EventRow): StoredEvent => {
  const bytes = row[8]
  const metadataLength = Number(row[7])
  return {
    stream: row[9],
    revision: row[2],
    position: row[0],
    id: idText(bytes),
    type: row[3],
    contentType: row[4] === 1n ? 'application/json' : 'application/octet-stream',
    createdTicks: row[5],
    metadata: metadataOf(bytes, metadataLength),
    data: dataOf(bytes, metadataLength),
  }
}

/** A UUID's sixteen bytes. */
export const idBytes = (id: string): Uint8Array => {
  const bytes = new Uint8Array(idLength)
  putId(id, bytes, 0)
  return bytes
}

/**
 * Writes a UUID's sixteen bytes, digit by digit: one is written for every event. Throws on anything that is not a
 * UUID in its usual form: the protocol has checked it before.
 */
export const putId = (id: string, into: Uint8Array, start: number): void => {
  let at = start
  let worst = id.length === 36 ? 0 : noDigit
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) i += 1
    const high = digits[id.charCodeAt(i) & 127]!
    const low = digits[id.charCodeAt(i + 1) & 127]!
    worst |= high | low
    into[at] = (high << 4) | low
    at += 1
  }
  if (worst >= noDigit) throw new TypeError(`event id is not a UUID: ${id}`)
}

const noDigit = 16
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? noDigit : digit
})

/** The UUID in the first sixteen bytes. */
const idText = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, idLength).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
