import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
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
  const levels = new Map<number, number>()
  const levelFile = (level: number): number => {
    const open = levels.get(level)
    if (open !== undefined) return open
    const file = openForAppending(join(folder, `level-${String(level).padStart(2, '0')}`))
    ftruncateSync(file, Math.floor(size / 2 ** level) * HASH_BYTES)
    levels.set(level, file)
    return file
  }
  const positions = openForAppending(join(folder, 'positions'))
  ftruncateSync(positions, size * POSITION_BYTES)

  const subtree: SubtreeHash = (level, index) => readAt(levelFile(level), index * HASH_BYTES, HASH_BYTES)
  const leafPosition = (index: number): bigint =>
    readAt(positions, index * POSITION_BYTES, POSITION_BYTES).readBigUInt64BE()

  const unsaved = new Set<number>()
  const append = (leaves: readonly Leaf[]): void => {
    if (leaves.length === 0) return
    writeAt(positions, positionBytes(leaves), size * POSITION_BYTES)
    unsaved.add(positions)
    let added: Buffer[] = leaves.map(({ hash }) => Buffer.from(hash, 'base64url'))
    let first = size
    for (let level = 0; level < LEVELS && added.length > 0; level++) {
      const file = levelFile(level)
      writeAt(file, Buffer.concat(added), first * HASH_BYTES)
      unsaved.add(file)
      const before = first % 2 === 1 ? [subtree(level, first - 1)] : []
      added = parents([...before, ...added])
      first = Math.floor(first / 2)
    }
    size += leaves.length
  }

  const save = (): void => {
    for (const file of unsaved) fdatasyncSync(file)
    unsaved.clear()
    writeFileSync(`${statePath}.new`, JSON.stringify({ size }), { flush: true })
    renameSync(`${statePath}.new`, statePath)
  }

  const indexOf = (position: bigint): number | undefined => {
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
  return {
    size: () => size,
    position: () => (size === 0 ? undefined : leafPosition(size - 1)),
    append,
    save,
    root: (of = size) => rangeRoot(subtree, 0, of),
    inclusionProof: (index, of = size) => inclusionProof(subtree, index, of),
    consistencyProof: (from, to = size) => consistencyProof(subtree, from, to),
    indexOf,
    leafPosition,
    leaves: (from, count) => {
      const there = Math.max(0, Math.min(count, size - from))
      return there === 0 ? Buffer.alloc(0) : readAt(levelFile(0), from * HASH_BYTES, there * HASH_BYTES)
    },
    close: () => {
      for (const file of [positions, ...levels.values()]) closeSync(file)
    },
  }
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

const openForAppending = (path: string): number => openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)

const readAt = (file: number, at: number, length: number): Buffer => {
  const bytes = Buffer.allocUnsafe(length)
  if (readSync(file, bytes, 0, length, at) !== length)
    throw new Error('The Merkle tree is damaged: delete its folder.')
  return bytes
}

const writeAt = (file: number, bytes: Buffer, at: number): void => {
  let written = 0
  while (written < bytes.length)
    written += writeSync(file, bytes, written, bytes.length - written, at + written)
}
