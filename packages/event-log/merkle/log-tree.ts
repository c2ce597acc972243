import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRecordFile, type RecordFile } from './record-file.ts'
import { consistencyProof, inclusionProof, nodeHash, rangeRoot, type SubtreeHash } from './tree-hash.ts'

/** A leaf: an event's hash (base64url) and its position. */
export interface Leaf {
  readonly hash: string
  readonly position: bigint
}

/**
 * The Merkle tree over the log, kept in a folder: one file for each level with the hashes of its perfect subtrees side by
 * side, and one with the positions of the leaves. 72 bytes a leaf on disk, nothing a leaf in memory.
 */
export interface LogTree {
  readonly size: () => number
  /** The position of the last leaf; undefined for the empty tree. */
  readonly position: () => bigint | undefined
  /** Adds leaves in the order of the log. They survive a crash once {@link LogTree.save} has returned. */
  readonly append: (leaves: readonly Leaf[]) => void
  readonly save: () => void
  readonly root: (size?: number) => Buffer
  readonly inclusionProof: (index: number, size?: number) => readonly Buffer[]
  readonly consistencyProof: (from: number, to?: number) => readonly Buffer[]
  /** The index of the leaf at a position; undefined when there is none. */
  readonly indexOf: (position: bigint) => number | undefined
  readonly leafPosition: (index: number) => bigint
  /** The hashes of some leaves side by side, 32 bytes each; fewer than asked for at the tree's end. */
  readonly leaves: (from: number, count: number) => Buffer
  readonly close: () => void
}

const HASH_BYTES = 32
const POSITION_BYTES = 8
/** 2^40 events. */
const LEVELS = 40

/** Opens the tree of a folder. What was not saved is cut off; the caller appends after {@link LogTree.position}. */
export const openLogTree = (folder: string): LogTree => {
  mkdirSync(folder, { recursive: true })
  const statePath = join(folder, 'tree.json')
  let size = readSize(statePath)
  const positions = openRecordFile(join(folder, 'positions'), POSITION_BYTES, size)
  const levels = new Map<number, RecordFile>()
  const levelOf = (level: number): RecordFile => {
    const open = levels.get(level)
    if (open !== undefined) return open
    const path = join(folder, `level-${String(level).padStart(2, '0')}`)
    const file = openRecordFile(path, HASH_BYTES, Math.floor(size / 2 ** level))
    levels.set(level, file)
    return file
  }
  const subtree: SubtreeHash = (level, index) => levelOf(level).read(index)
  const leafPosition = (index: number): bigint => positions.read(index).readBigUInt64BE()

  const append = (leaves: readonly Leaf[]): void => {
    if (leaves.length === 0) return
    positions.write(size, positionBytes(leaves))
    let added: Buffer[] = leaves.map(({ hash }) => Buffer.from(hash, 'base64url'))
    let first = size
    for (let level = 0; level < LEVELS && added.length > 0; level++) {
      levelOf(level).write(first, Buffer.concat(added))
      const before = first % 2 === 1 ? [subtree(level, first - 1)] : []
      added = parents([...before, ...added])
      first = Math.floor(first / 2)
    }
    size += leaves.length
  }

  const save = (): void => {
    for (const file of [positions, ...levels.values()]) file.save()
    writeFileSync(`${statePath}.new`, JSON.stringify({ size }), { flush: true })
    renameSync(`${statePath}.new`, statePath)
  }

  return {
    size: () => size,
    position: () => (size === 0 ? undefined : leafPosition(size - 1)),
    append,
    save,
    root: (of = size) => rangeRoot(subtree, 0, of),
    inclusionProof: (index, of = size) => inclusionProof(subtree, index, of),
    consistencyProof: (from, to = size) => consistencyProof(subtree, from, to),
    indexOf: (position) => indexIn(size, leafPosition, position),
    leafPosition,
    leaves: (from, count) => levelOf(0).read(from, Math.max(0, Math.min(count, size - from))),
    close: () => {
      for (const file of [positions, ...levels.values()]) file.close()
    },
  }
}

/** Searches the leaves by halves: their positions grow. */
const indexIn = (
  size: number,
  leafPosition: (index: number) => bigint,
  position: bigint,
): number | undefined => {
  let [low, high] = [0, size - 1]
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const found = leafPosition(middle)
    if (found === position) return middle
    if (found < position) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

const parents = (hashes: readonly Buffer[]): Buffer[] => {
  const above: Buffer[] = []
  for (let index = 0; index + 1 < hashes.length; index += 2) {
    above.push(nodeHash(hashes[index]!, hashes[index + 1]!))
  }
  return above
}

const positionBytes = (leaves: readonly Leaf[]): Buffer => {
  const bytes = Buffer.allocUnsafe(leaves.length * POSITION_BYTES)
  for (const [index, { position }] of leaves.entries())
    bytes.writeBigUInt64BE(position, index * POSITION_BYTES)
  return bytes
}

const readSize = (path: string): number =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { size: number }).size : 0
