/**
 * The few protobuf primitives that the hot paths need.
 *
 * Events are read and written by hand here because a protobuf object per event costs several times the whole rest of
 * answering a read. Everything that is asked seldom uses the generated stubs instead.
 */

/** Thrown for bytes that are no protobuf message; the call answers INVALID_ARGUMENT. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}

/**
 * Calls `visit` for each field of the message in `bytes[from, to)`. For a varint `start` and `end` enclose its bytes,
 * for a length-delimited field its content.
 */
export const eachField = (
  bytes: Buffer,
  from: number,
  to: number,
  visit: (field: number, start: number, end: number) => void,
): void => {
  let at = from
  while (at < to) {
    const keyEnd = varintEnd(bytes, at, to)
    const key = varintValue(bytes, at, keyEnd)
    const [start, end] = extent(bytes, key & 7, keyEnd, to)
    if (end > to) throw new MalformedMessage('a field runs past the end of its message')
    visit(key >>> 3, start, end)
    at = end
  }
}

const extent = (bytes: Buffer, wireType: number, at: number, to: number): readonly [number, number] => {
  if (wireType === 0) return [at, varintEnd(bytes, at, to)]
  if (wireType === 1) return [at, at + 8]
  if (wireType === 5) return [at, at + 4]
  if (wireType !== 2) throw new MalformedMessage(`unknown wire type ${wireType}`)
  const start = varintEnd(bytes, at, to)
  return [start, start + varintValue(bytes, at, start)]
}

const varintEnd = (bytes: Buffer, at: number, to: number): number => {
  const limit = Math.min(to, at + 10)
  for (let i = at; i < limit; i++) if (bytes[i]! < 0x80) return i + 1
  throw new MalformedMessage('a varint does not end')
}

/** The value of a varint that is known to fit a JavaScript number. */
export const varintValue = (bytes: Buffer, start: number, end: number): number => {
  let value = 0
  for (let i = end - 1; i >= start; i--) value = value * 128 + (bytes[i]! & 0x7f)
  return value
}

/** The value of an unsigned 64-bit varint. */
export const varintAsBigInt = (bytes: Buffer, start: number, end: number): bigint => {
  if (end - start <= 7) return BigInt(varintValue(bytes, start, end))
  let value = 0n
  for (let i = end - 1; i >= start; i--) value = (value << 7n) | BigInt(bytes[i]! & 0x7f)
  return BigInt.asUintN(64, value)
}

/**
 * Writes a message from its end to its beginning, so that every length is known when it is written. The caller gives
 * a buffer that is surely large enough; `rest` is what has been written so far.
 */
export const writeBackwards = (capacity: number): BackwardsWriter => {
  const bytes = Buffer.allocUnsafe(capacity)
  let at = capacity

  const varint = (value: number): void => {
    let size = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++
    at -= size
    let rest = value
    let i = at
    for (; rest >= 128; i++) {
      bytes[i] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    bytes[i] = rest
  }
  const raw = (content: Uint8Array): void => {
    at -= content.length
    bytes.set(content, at)
  }
  const lengthSince = (tag: number, mark: number): void => {
    varint(mark - at)
    varint(tag)
  }

  return {
    mark: () => at,
    lengthSince,
    raw,
    varintField: (tag, value) => {
      if (value === 0) return
      varint(value)
      varint(tag)
    },
    uint64Field: (tag, value) => {
      if (value <= BigInt(Number.MAX_SAFE_INTEGER)) varint(Number(value))
      else {
        const groups: number[] = []
        let rest = value
        for (; rest >= 128n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80)
        groups.push(Number(rest))
        raw(Uint8Array.from(groups))
      }
      varint(tag)
    },
    bytesField: (tag, content) => {
      if (content.length === 0) return
      raw(content)
      varint(content.length)
      varint(tag)
    },
    textField: (tag, text) => {
      const size = Buffer.byteLength(text)
      at -= size
      bytes.write(text, at, 'utf8')
      varint(size)
      varint(tag)
    },
    frameSince: (mark) => {
      const length = mark - at
      at -= 5
      bytes[at] = 0
      bytes.writeUInt32BE(length, at + 1)
    },
    rest: () => bytes.subarray(at),
  }
}

/** Tags are given whole, a field's number with its wire type. What is written first stands last. */
export interface BackwardsWriter {
  /** The place to give to `lengthSince` and `frameSince` once what is inside has been written. */
  readonly mark: () => number
  readonly lengthSince: (tag: number, mark: number) => void
  readonly raw: (content: Uint8Array) => void
  /** Leaves out a zero, as proto3 does outside of a oneof. */
  readonly varintField: (tag: number, value: number) => void
  /** Writes any unsigned 64-bit value, zero too. */
  readonly uint64Field: (tag: number, value: bigint) => void
  readonly bytesField: (tag: number, content: Uint8Array) => void
  readonly textField: (tag: number, text: string) => void
  /** Puts gRPC's five-byte prefix before what was written since `mark`. */
  readonly frameSince: (mark: number) => void
  readonly rest: () => Buffer
}
