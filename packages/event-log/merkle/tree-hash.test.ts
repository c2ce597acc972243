import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openLogTree } from './log-tree.ts'
import { emptyRoot, isConsistent, isIncluded } from './tree-hash.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-tree-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sha256 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const leaf = (index: number): Buffer => sha256(Buffer.of(0), `event ${index}`)
/** The definition of RFC 6962, 2.1, word for word. */
const definition = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(Buffer.of(1), definition(leaves.slice(0, k)), definition(leaves.slice(k)))
}
const LEAVES = 300
const leaves = Array.from({ length: LEAVES }, (_, index) => leaf(index))
const tree = openLogTree(join(folder, 'whole'))
for (let size = 0; size < LEAVES; size += 7) {
  tree.append(
    leaves
      .slice(size, size + 7)
      .map((hash, i) => ({ hash: hash.toString('base64url'), position: BigInt((size + i) * 3) })),
  )
}
const sizes = fc.integer({ min: 1, max: LEAVES })

test('the root of every size is the one that RFC 6962 defines', () => {
  expect(tree.root(0)).toEqual(emptyRoot)
  for (let size = 0; size <= LEAVES; size++)
    expect(tree.root(size)).toEqual(definition(leaves.slice(0, size)))
})

test('a leaf proves to be where it is and nowhere else', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, at, elsewhere) => {
      const [index, other] = [at % size, elsewhere % size]
      const proof = tree.inclusionProof(index, size)
      expect(isIncluded(leaf(index), index, size, proof, tree.root(size))).toBe(true)
      if (other !== index) expect(isIncluded(leaf(index), other, size, proof, tree.root(size))).toBe(false)
      if (other !== index) expect(isIncluded(leaf(other), index, size, proof, tree.root(size))).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('a tree proves to have grown from each earlier one, and from no other', () => {
  fc.assert(
    fc.property(sizes, sizes, fc.nat(), (a, b, flipped) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const proof = tree.consistencyProof(from, to)
      const [older, newer] = [tree.root(from), tree.root(to)]
      expect(isConsistent(from, older, to, newer, proof)).toBe(true)
      const rewritten = Buffer.from(older)
      rewritten[flipped % 32]! ^= 1
      expect(isConsistent(from, rewritten, to, newer, proof)).toBe(false)
      const changed = proof.map((hash) => Buffer.from(hash))
      if (changed.length > 0) {
        changed[flipped % changed.length]![flipped % 32]! ^= 1
        expect(isConsistent(from, older, to, newer, changed)).toBe(false)
        expect(isConsistent(from, older, to, newer, proof.slice(1))).toBe(false)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a leaf is found by its position', () => {
  expect(tree.indexOf(299n * 3n)).toBe(299)
  expect(tree.indexOf(4n)).toBeUndefined()
})

test('what was not saved before a crash is cut off', () => {
  const place = join(folder, 'crashed')
  const writer = openLogTree(place)
  const first = leaves
    .slice(0, 5)
    .map((hash, i) => ({ hash: hash.toString('base64url'), position: BigInt(i) }))
  writer.append(first)
  writer.save()
  writer.append([{ hash: leaf(9).toString('base64url'), position: 5n }])
  writer.close()

  const reopened = openLogTree(place)
  expect(reopened.size()).toBe(5)
  reopened.append([{ hash: leaf(5).toString('base64url'), position: 5n }])
  expect(reopened.root()).toEqual(definition(leaves.slice(0, 6)))
  reopened.close()
})
