import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

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

/** Reads what `disk-shim.c` wrote, in its order; the layout of a record is told there. */
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
  certain: Buffer
  pending: readonly DiskCall[]
}

/** A folder's names: as they are, and as they were when the folder was last synced. */
interface DiskNames {
  now: ReadonlyMap<string, DiskFile>
  certain: ReadonlyMap<string, DiskFile>
}

/** The disk after a power cut behind one call of the run. */
export interface CutDisk {
  readonly calls: number
  /** What had been marked by then. */
  readonly marks: readonly string[]
  readonly files: ReadonlyMap<string, Buffer>
}

/**
 * One disk for each call after which the power could go. Changes before a file's last sync are there, and so are
 * names from before their folder's last sync. Later ones are kept, lost, or torn: each sector of each write there or
 * not, each truncation done or not, all later changes of names there or not, as `random` falls. `before` is what the
 * disk held safely when the run began.
 */
export function* cutDisks(
  calls: readonly DiskCall[],
  unsynced: UnsyncedWrites,
  random: () => number,
  before: ReadonlyMap<string, Buffer> = new Map(),
): Generator<CutDisk> {
  const files = new Map(
    [...before].map(([path, certain]): [string, DiskFile] => [path, { certain, pending: [] }]),
  )
  const names: DiskNames = { now: files, certain: files }
  const marks: string[] = []
  const reaches = { kept: () => true, lost: () => false, torn: () => random() < 0.5 }[unsynced]
  for (const [index, call] of calls.entries()) {
    if (call.kind === 'mark') marks.push(call.text)
    else perform(names, call)
    const left = reaches() ? names.now : names.certain
    const files = new Map([...left].map(([path, file]) => [path, settled(file, reaches)]))
    yield { calls: index + 1, marks: [...marks], files }
  }
}

/** Makes a folder that holds these files, whichever folders they came from. */
export const layOut = (folder: string, files: ReadonlyMap<string, Buffer>): void => {
  mkdirSync(folder)
  for (const [path, content] of files) writeFileSync(join(folder, basename(path)), content)
}

const perform = (names: DiskNames, call: Exclude<DiskCall, { readonly kind: 'mark' }>): void => {
  const file = names.now.get(call.file)
  if (call.kind === 'write' || call.kind === 'truncate') {
    const changed = file ?? { certain: Buffer.alloc(0), pending: [] }
    changed.pending = [...changed.pending, call]
    if (file === undefined) names.now = new Map([...names.now, [call.file, changed]])
  } else if (call.kind === 'sync') {
    if (file !== undefined) Object.assign(file, { certain: settled(file, () => true), pending: [] })
    else if ([...names.now.keys()].some((path) => dirname(path) === call.file)) names.certain = names.now
  } else {
    const rest = [...names.now].filter(([path]) => path !== call.file)
    names.now = new Map(call.kind === 'rename' && file !== undefined ? [...rest, [call.to, file]] : rest)
  }
}

const settled = (file: DiskFile, reaches: () => boolean): Buffer => {
  let content = file.certain
  for (const change of file.pending) {
    if (change.kind === 'write') content = written(content, change.bytes, change.offset, reaches)
    else if (change.kind === 'truncate' && reaches()) content = resized(content, change.length)
  }
  return content
}

const written = (before: Buffer, bytes: Buffer, offset: number, reaches: () => boolean): Buffer => {
  let after = before
  for (let at = 0; at < bytes.length; ) {
    const start = offset + at
    const part = bytes.subarray(at, at + sectorLength - (start % sectorLength))
    if (reaches()) {
      after = resized(after, Math.max(after.length, start + part.length))
      part.copy(after, start)
    }
    at += part.length
  }
  return after
}

/** Always a copy. */
const resized = (before: Buffer, length: number): Buffer => {
  const after = Buffer.alloc(length)
  before.copy(after, 0, 0, Math.min(length, before.length))
  return after
}
