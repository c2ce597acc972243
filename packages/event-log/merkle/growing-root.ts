import { emptyRoot, nodeHash } from './tree-hash.ts'

/** The root of a tree that only grows, in the memory of one hash a level. */
export interface GrowingRoot {
  readonly add: (leaf: Buffer) => void
  readonly size: () => number
  readonly root: () => Buffer
}

/**
 * Opens an empty tree. Its root is that of RFC 6962 over the leaves added so far, in their order; leaves come
 * hashed already.
 */
export const growingRoot = (): GrowingRoot => {
  // The perfect subtrees of the tree so far, the largest first: one for each bit that is set in the size.
  const peaks: Buffer[] = []
  let size = 0
  const add = (leaf: Buffer): void => {
    let node = leaf
    for (let count = size; count % 2 === 1; count = Math.floor(count / 2)) node = nodeHash(peaks.pop()!, node)
    peaks.push(node)
    size += 1
  }
  const root = (): Buffer => {
    const [last, ...before] = peaks.toReversed()
    return last === undefined ? emptyRoot : before.reduce((right, left) => nodeHash(left, right), last)
  }
  return { add, size: () => size, root }
}
