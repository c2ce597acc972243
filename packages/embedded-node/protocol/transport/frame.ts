import type { Status } from './status.ts'
import { codes } from './status.ts'

/** The largest message the node takes; the client splits its appends at 3 MiB and may be set to more. */
export const maximumMessageBytes = 17 * 1024 * 1024

/** gRPC's five-byte prefix (not compressed, length) and the message. */
export const frame = (message: Uint8Array): Buffer => {
  const framed = Buffer.allocUnsafe(5 + message.length)
  framed[0] = 0
  framed.writeUInt32BE(message.length, 1)
  framed.set(message, 5)
  return framed
}

/** What a part of a message costs beside its bytes, however short it is. */
const partBytes = 512

/**
 * Cuts a byte stream into messages. Holds at most one unfinished message; a longer one than
 * `maximumMessageBytes` or a compressed one is answered with the status that says so. After each chunk `holds` is told what
 * is held of the unfinished message, in bytes.
 */
export const frameReader = (
  onMessage: (message: Buffer) => void,
  holds: (bytes: number) => void = () => undefined,
): ((chunk: Buffer) => Status | undefined) => {
  let parts: Buffer[] = []
  let held = 0

  const read = (chunk: Buffer): Status | undefined => {
    parts.push(chunk)
    held += chunk.length
    if (held < 5) return undefined
    const wanted = announced(parts)
    if (wanted !== undefined && held < 5 + wanted) return tooLong(wanted)
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts, held)
    let at = 0
    while (bytes.length - at >= 5) {
      if (bytes[at] !== 0) return compressed
      const length = bytes.readUInt32BE(at + 1)
      if (length > maximumMessageBytes) return tooLong(length)
      if (bytes.length - at - 5 < length) break
      onMessage(bytes.subarray(at + 5, at + 5 + length))
      at += 5 + length
    }
    parts = at < bytes.length ? [bytes.subarray(at)] : []
    held = bytes.length - at
    return undefined
  }
  return (chunk) => {
    const refusal = read(chunk)
    const last = parts.at(-1)
    if (last !== undefined) parts[parts.length - 1] = alone(last)
    holds(held + parts.length * partBytes)
    return refusal
  }
}

/** The same bytes, with nothing around them that would stay in memory for as long as they do. */
export const alone = (bytes: Buffer): Buffer =>
  bytes.length * 2 > bytes.buffer.byteLength ? bytes : Buffer.from(bytes)

/** The length that the first part's prefix announces, so that a long message is joined once and not per chunk. */
const announced = (parts: readonly Buffer[]): number | undefined => {
  const first = parts[0]!
  return first.length >= 5 ? first.readUInt32BE(1) : undefined
}

const tooLong = (length: number): Status | undefined =>
  length <= maximumMessageBytes
    ? undefined
    : {
        code: codes.resourceExhausted,
        message: `A message of ${length} bytes is longer than ${maximumMessageBytes} bytes, the most that the node takes.`,
      }

const compressed: Status = {
  code: codes.unimplemented,
  message: 'The node does not take compressed messages.',
}
