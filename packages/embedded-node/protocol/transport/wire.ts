/**
 * The few protobuf primitives for reading that the hot paths need; `backwards-writer.ts` has those for writing.
 *
 * Events are read and written by hand because a protobuf object per event costs several times the whole rest of
 * answering a read. Everything that is asked seldom uses the generated stubs instead.
 */

/** Thrown for bytes that are no protobuf message; the call answers INVALID_ARGUMENT. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}

/** The message of a type generated from its proto. Throws {@link MalformedMessage} where the bytes are none. */
export const decoded = <Message>(
  type: { readonly deserializeBinary: (bytes: Uint8Array) => Message },
  bytes: Uint8Array,
): Message => {
  try {
    return type.deserializeBinary(bytes)
  } catch {
    throw new MalformedMessage('The bytes are not a valid message of this method.')
  }
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
