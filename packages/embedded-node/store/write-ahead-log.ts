import { existsSync, readFileSync } from 'node:fs'

/**
 * What is left in SQLite's write-ahead log when a node starts: https://www.sqlite.org/fileformat2.html#walformat
 *
 * SQLite itself drops silently whatever follows the last valid commit. That is right for the one transaction that was
 * under way at a power cut, which nobody was told of. It would be wrong for acknowledged transactions behind a damaged
 * place; the two are told apart by counting the commits that lie behind it.
 */
export type WriteAheadState =
  | { readonly kind: 'clean'; readonly committedFrames: number }
  /** One transaction did not reach the disk as a whole. It was never acknowledged. */
  | { readonly kind: 'unfinished'; readonly committedFrames: number; readonly droppedBytes: number }
  /** More than one transaction was committed behind the damaged place: acknowledged events are at stake. */
  | { readonly kind: 'damaged'; readonly atByte: number; readonly commitsBehind: number }

const headerLength = 32
const frameHeaderLength = 24
/** SQLite's usual page, which the store never changes. */
const pageLength = 4096

/** Reads the file whole: checkpoints keep it within some tens of megabytes. */
export const inspectWriteAheadLog = (file: string): WriteAheadState => {
  if (!existsSync(file)) return { kind: 'clean', committedFrames: 0 }
  const bytes = readFileSync(file)
  const header = readHeader(bytes)
  if (header === undefined) return withoutHeader(bytes)
  const frameLength = frameHeaderLength + header.pageSize
  const frames = Math.floor((bytes.length - headerLength) / frameLength)
  const frameAt = (frame: number): number => headerLength + frame * frameLength

  let sum = header.sum
  let frame = 0
  let committed = 0
  for (; frame < frames; frame += 1) {
    const start = frameAt(frame)
    if (!hasSalts(bytes, start + 8, header.salts)) break
    sum = checksum(bytes, start, 8, sum, header.bigEndian)
    sum = checksum(bytes, start + frameHeaderLength, header.pageSize, sum, header.bigEndian)
    if (sum[0] !== bytes.readUInt32BE(start + 16) || sum[1] !== bytes.readUInt32BE(start + 20)) break
    if (bytes.readUInt32BE(start + 4) !== 0) committed = frame + 1
  }
  return judgeRest(bytes, frames, committed, frame, frameAt, header.salts)
}

/**
 * SQLite takes a file without a valid header for empty. But a header is synced before the first frame behind it: frames
 * without a header are damage, unless it is the header of a new use of the file that came in part.
 */
const withoutHeader = (bytes: Buffer): WriteAheadState => {
  const saltsAt = headerLength + 8
  if (bytes.length < saltsAt + 8) return { kind: 'clean', committedFrames: 0 }
  const salts = bytes.subarray(saltsAt, saltsAt + 8)
  if (isNewUseBegun(bytes, salts)) {
    return { kind: 'unfinished', committedFrames: 0, droppedBytes: headerLength }
  }
  const frameLength = frameHeaderLength + pageLength
  let commitsBehind = 0
  for (let at = headerLength; at + frameLength <= bytes.length; at += frameLength) {
    if (hasSalts(bytes, at + 8, salts) && bytes.readUInt32BE(at + 4) !== 0) commitsBehind += 1
  }
  return commitsBehind === 0
    ? { kind: 'clean', committedFrames: 0 }
    : { kind: 'damaged', atByte: 0, commitsBehind }
}

/**
 * SQLite uses the file anew from its beginning once all of it is in the main file. The new header counts one up, and
 * so does its first salt; where a write of it ended, the header that `salts` belong to goes on.
 */
const isNewUseBegun = (bytes: Buffer, salts: Buffer): boolean => {
  if (!isMagic(bytes.readUInt32BE(0))) return false
  const old = Buffer.concat([bytes.subarray(0, 16), salts, Buffer.alloc(8)])
  old.writeUInt32BE((bytes.readUInt32BE(12) - 1) >>> 0, 12)
  const [first, second] = checksum(old, 0, 24, [0, 0], isBigEndian(old))
  old.writeUInt32BE(first, 24)
  old.writeUInt32BE(second, 28)
  const nextSalt = Buffer.alloc(4)
  nextSalt.writeUInt32BE((salts.readUInt32BE(0) + 1) >>> 0)
  for (let end = 16; end < headerLength; end += 1) {
    const saltBytes = Math.min(end - 16, 4)
    const beginsNew = bytes.compare(nextSalt, 0, saltBytes, 16, 16 + saltBytes) === 0
    if (beginsNew && bytes.compare(old, end, headerLength, end, headerLength) === 0) return true
  }
  return false
}

/**
 * Looks at what follows the last valid commit: nothing, remains of an earlier use of the file, or this use's frames.
 */
const judgeRest = (
  bytes: Buffer,
  frames: number,
  committedFrames: number,
  firstBadFrame: number,
  frameAt: (frame: number) => number,
  salts: Uint8Array,
): WriteAheadState => {
  let lastOfThisUse = committedFrames
  let commitsBehind = 0
  for (let frame = committedFrames; frame < frames; frame += 1) {
    if (!hasSalts(bytes, frameAt(frame) + 8, salts)) continue
    lastOfThisUse = frame + 1
    if (bytes.readUInt32BE(frameAt(frame) + 4) !== 0) commitsBehind += 1
  }
  if (commitsBehind > 1) return { kind: 'damaged', atByte: frameAt(firstBadFrame), commitsBehind }
  if (lastOfThisUse === committedFrames) return { kind: 'clean', committedFrames }
  return {
    kind: 'unfinished',
    committedFrames,
    droppedBytes: frameAt(lastOfThisUse) - frameAt(committedFrames),
  }
}

type Sum = readonly [number, number]

interface Header {
  readonly pageSize: number
  readonly bigEndian: boolean
  readonly salts: Uint8Array
  readonly sum: Sum
}

/** Undefined when the header is not valid. */
const readHeader = (bytes: Buffer): Header | undefined => {
  if (bytes.length < headerLength) return undefined
  if (!isMagic(bytes.readUInt32BE(0))) return undefined
  const bigEndian = isBigEndian(bytes)
  const sum = checksum(bytes, 0, 24, [0, 0], bigEndian)
  if (sum[0] !== bytes.readUInt32BE(24) || sum[1] !== bytes.readUInt32BE(28)) return undefined
  return { pageSize: bytes.readUInt32BE(8), bigEndian, salts: bytes.subarray(16, 24), sum }
}

const isMagic = (number: number): boolean => number === 0x377f0682 || number === 0x377f0683

/** The magic number's last bit says how the sums are made. */
const isBigEndian = (bytes: Buffer): boolean => (bytes.readUInt32BE(0) & 1) === 1

const hasSalts = (bytes: Buffer, at: number, salts: Uint8Array): boolean =>
  bytes.compare(salts, 0, 8, at, at + 8) === 0

const checksum = (bytes: Buffer, start: number, length: number, before: Sum, bigEndian: boolean): Sum => {
  const words = new DataView(bytes.buffer, bytes.byteOffset + start, length)
  let [first, second] = before
  for (let at = 0; at < length; at += 8) {
    first = (first + words.getUint32(at, !bigEndian) + second) >>> 0
    second = (second + words.getUint32(at + 4, !bigEndian) + first) >>> 0
  }
  return [first, second]
}
