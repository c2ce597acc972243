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

/**
 * Writes a message from its end to its beginning, so that every length is known when it is written. The caller gives
 * a buffer that is surely large enough; `rest` is what has been written so far.
 */
export const writeBackwards = (capacity: number): BackwardsWriter => {
  const bytes = Buffer.allocUnsafe(capacity)
  let at = capacity

  const varint = (value: number): void => {
    at -= sizeOfVarint(value)
    putVarint(bytes, at, value)
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
      else raw(bigVarint(value))
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

/** How many bytes a varint takes: seven bits in each. Divides, because shifting ends at 32 bits. */
const sizeOfVarint = (value: number): number => {
  let size = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++
  return size
}

const putVarint = (bytes: Buffer, at: number, value: number): void => {
  let rest = value
  let i = at
  for (; rest >= 128; i++) {
    bytes[i] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  bytes[i] = rest
}

const bigVarint = (value: bigint): Uint8Array => {
  const groups: number[] = []
  let rest = value
  for (; rest >= 128n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80)
  groups.push(Number(rest))
  return Uint8Array.from(groups)
}
