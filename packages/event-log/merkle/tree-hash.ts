import { hash } from 'node:crypto'

/*
 * The hash tree of RFC 6962, section 2.1. Hashes are base64url text of 32 bytes. A leaf's hash is an event's hash.
 */

/** Gives the hash of a perfect subtree: 2^level leaves, the first of them at index * 2^level. */
export type SubtreeHash = (level: number, index: number) => Buffer

/** The root of the empty tree: SHA-256 of nothing. */
export const emptyRoot: Buffer = hash('sha256', '', 'buffer')

const pair = Buffer.alloc(65)
pair[0] = 1

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Buffer, right: Buffer): Buffer => {
  left.copy(pair, 1)
  right.copy(pair, 33)
  return hash('sha256', pair, 'buffer')
}

/** The root over the leaves from `start` up to `end`, where `start` is a multiple of the largest power of two in it. */
export const rangeRoot = (subtree: SubtreeHash, start: number, end: number): Buffer => {
  const size = end - start
  if (size === 0) return emptyRoot
  const split = powerBelow(size)
  if (split * 2 === size || size === 1) {
    const level = Math.log2(size)
    return subtree(level, start / size)
  }
  return nodeHash(rangeRoot(subtree, start, start + split), rangeRoot(subtree, start + split, end))
}

/** The audit path of a leaf in the tree of the first `size` leaves (2.1.1), from the leaf upwards. */
export const inclusionProof = (subtree: SubtreeHash, index: number, size: number): readonly Buffer[] => {
  if (index < 0 || index >= size) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`)
  const path = (leaf: number, start: number, end: number): readonly Buffer[] => {
    if (end - start === 1) return []
    const middle = start + powerBelow(end - start)
    return leaf < middle
      ? [...path(leaf, start, middle), rangeRoot(subtree, middle, end)]
      : [...path(leaf, middle, end), rangeRoot(subtree, start, middle)]
  }
  return path(index, 0, size)
}

/** The proof that the tree of `from` leaves is the beginning of the tree of `to` leaves (2.1.2). */
export const consistencyProof = (subtree: SubtreeHash, from: number, to: number): readonly Buffer[] => {
  if (from < 0 || from > to)
    throw new RangeError(`A tree of ${to} leaves cannot have grown from one of ${from}.`)
  const prove = (first: number, start: number, end: number, whole: boolean): readonly Buffer[] => {
    if (first === end) return whole ? [] : [rangeRoot(subtree, start, end)]
    const middle = start + powerBelow(end - start)
    return first <= middle
      ? [...prove(first, start, middle, whole), rangeRoot(subtree, middle, end)]
      : [...prove(first, middle, end, false), rangeRoot(subtree, start, middle)]
  }
  return from === 0 ? [] : prove(from, 0, to, true)
}

/** Whether a leaf is at `index` in the tree of that size and root. */
export const isIncluded = (
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean => {
  if (index < 0 || index >= size) return false
  let [node, last, current] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      current = nodeHash(sibling, current)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      current = nodeHash(current, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && current.equals(root)
}

/** Whether the tree of `to` leaves with root `toRoot` begins with the tree of `from` leaves with root `fromRoot`. */
export const isConsistent = (
  from: number,
  fromRoot: Buffer,
  to: number,
  toRoot: Buffer,
  proof: readonly Buffer[],
): boolean => {
  if (from > to) return false
  if (from === 0) return proof.length === 0 && fromRoot.equals(emptyRoot)
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot)
  const path = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof] : [...proof]
  let [node, last] = [from - 1, to - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  const [start, ...rest] = path
  if (!start) return false
  let [older, newer] = [start, start]
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && older.equals(fromRoot) && newer.equals(toRoot)
}

/** The largest power of two below `size`; 0 for 1. */
const powerBelow = (size: number): number => (size === 1 ? 0 : 2 ** (Math.ceil(Math.log2(size)) - 1))

const half = (value: number): number => Math.floor(value / 2)
