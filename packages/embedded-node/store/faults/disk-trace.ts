/** What the shim wrote down of a run, and the disk as a power cut would have left it after any of its calls. */
export type DiskCall =
  | { readonly kind: 'write'; readonly file: string; readonly bytes: Buffer; readonly offset: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly file: string }

/** What becomes of a write that no sync had followed when the power went. */
export type UnsyncedWrites = 'kept' | 'lost' | 'torn'

const headerLength = 20
const sectorLength = 512

export const readTrace = (trace: Buffer): readonly DiskCall[] => {
  const calls: DiskCall[] = []
  for (let at = 0; at < trace.length; ) {
    const pathLength = trace.readUInt32LE(at + 4)
    const contentLength = trace.readUInt32LE(at + 8)
    const pathAt = at + headerLength
    const file = trace.toString('utf8', pathAt, pathAt + pathLength)
    const content = trace.subarray(pathAt + pathLength, pathAt + pathLength + contentLength)
    calls.push(callOf(trace.readUInt32LE(at), file, content, Number(trace.readBigInt64LE(at + 12))))
    at = pathAt + pathLength + contentLength
  }
  return calls
}

const callOf = (code: number, file: string, content: Buffer, offset: number): DiskCall => {
  if (code === 1) return { kind: 'write', file, bytes: content, offset }
  if (code === 2) return { kind: 'sync', file }
  if (code === 3) return { kind: 'truncate', file, length: offset }
  if (code === 4) return { kind: 'mark', text: content.toString() }
  if (code === 5) return { kind: 'rename', file, to: content.toString() }
  return { kind: 'unlink', file }
}

/** One file on the disk: what is certain, and what may or may not have reached it. */
interface DiskFile {
  readonly certain: Buffer
  readonly pending: readonly DiskCall[]
}

/** The disk after a power cut behind one call of the run. */
export interface CutDisk {
  readonly calls: number
  /** What had been marked by then. */
  readonly marks: readonly string[]
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * One disk for each call after which the power could go. Changes before a file's last sync are there; later ones are kept,
 * lost, or torn: each sector of each write there or not, each truncation done or not, as `random` falls. Names of files
 * change at once; that a new name is synced with its folder is not put to the test.
 */
export function* cutDisks(
  calls: readonly DiskCall[],
  unsynced: UnsyncedWrites,
  random: () => number,
): Generator<CutDisk> {
  const disk = new Map<string, DiskFile>()
  const marks: string[] = []
  for (const [index, call] of calls.entries()) {
    if (call.kind === 'mark') marks.push(call.text)
    else perform(disk, call)
    const files = new Map([...disk].map(([path, file]) => [path, settled(file, unsynced, random)]))
    yield { calls: index + 1, marks: [...marks], files }
  }
}

const perform = (disk: Map<string, DiskFile>, call: Exclude<DiskCall, { readonly kind: 'mark' }>): void => {
  const file = disk.get(call.file) ?? { certain: Buffer.alloc(0), pending: [] }
  if (call.kind === 'write' || call.kind === 'truncate') {
    disk.set(call.file, { ...file, pending: [...file.pending, call] })
  } else if (call.kind === 'sync') {
    if (disk.has(call.file)) disk.set(call.file, { certain: settled(file, 'kept', () => 0), pending: [] })
  } else {
    disk.delete(call.file)
    if (call.kind === 'rename') disk.set(call.to, file)
  }
}

const settled = (file: DiskFile, unsynced: UnsyncedWrites, random: () => number): Buffer => {
  const reaches = unsynced === 'kept' ? () => true : () => random() < 0.5
  let content = file.certain
  for (const change of unsynced === 'lost' ? [] : file.pending) {
    if (change.kind === 'write') content = written(content, change.bytes, change.offset, reaches)
    else if (change.kind === 'truncate' && reaches()) content = resized(content, change.length)
  }
  return content
}

const written = (before: Buffer, bytes: Buffer, offset: number, reaches: () => boolean): Buffer => {
  const after = resized(before, Math.max(before.length, offset + bytes.length))
  for (let at = 0; at < bytes.length; ) {
    const sectorEnd = sectorLength - ((offset + at) % sectorLength)
    const part = bytes.subarray(at, at + sectorEnd)
    if (reaches()) part.copy(after, offset + at)
    at += part.length
  }
  return after
}

const resized = (before: Buffer, length: number): Buffer => {
  const after = Buffer.alloc(length)
  before.copy(after, 0, 0, Math.min(length, before.length))
  return after
}
