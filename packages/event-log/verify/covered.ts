import { growingRoot } from '../merkle/growing-root.ts'
import type { LogTree } from '../merkle/log-tree.ts'
import type { Difference } from './difference.ts'
import type { RootClaim } from './root-claims.ts'
import type { SegmentReport } from './segment-report.ts'

/**
 * Opens the tree over a log without events. What is added is held against each claim as its size is reached, and against
 * a tree that was kept. `claims` come with the smallest tree first.
 */
export const openCovered = (claims: readonly RootClaim[], tree: LogTree | undefined) => {
  const growing = growingRoot()
  const begin = claims.findIndex(({ size }) => size > 0)
  let due = begin < 0 ? claims.length : begin

  const add = ({ leaves, positions }: SegmentReport): Difference | undefined => {
    const bytes = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength)
    const kept = tree?.leaves(growing.size(), positions.length)
    for (const [index, position] of positions.entries()) {
      const leaf = bytes.subarray(index * 32, index * 32 + 32)
      const expected = kept?.subarray(index * 32, index * 32 + 32)
      if (expected?.length === 32 && !expected.equals(leaf)) {
        const detail = `Event ${growing.size()} of the log differs from the one in the tree.`
        return { reason: 'other-event', detail, position: String(position) }
      }
      growing.add(leaf)
      for (; claims[due]?.size === growing.size(); due++) {
        const difference = compare(claims, claims[due]!, growing.root(), position)
        if (difference) return difference
      }
    }
    return undefined
  }
  /** That somebody stands for more events than were added. */
  const tooShort = (): Difference | undefined => {
    const missing = claims[due]
    if (!missing) return undefined
    const detail = `The log has only ${growing.size()} events; ${missing.by} vouches for ${missing.size}.`
    return { reason: 'log-too-short', detail }
  }
  return { add, tooShort, size: growing.size, root: growing.root }
}

const did = {
  signed: 'signed',
  countersigned: 'countersigned',
  witnessed: 'remembers',
  moved: 'moved',
} as const

const compare = (
  claims: readonly RootClaim[],
  claim: RootClaim,
  root: Buffer,
  position: bigint,
): Difference | undefined => {
  const isSame = claim.root === root.toString('base64url')
  if (isSame && (claim.position === undefined || claim.position === position)) return undefined
  const others = claims.filter(({ size, root }) => size === claim.size && root === claim.root)
  const who = others.map(({ kind, by }) => `${by} ${did[kind]}`)
  const detail = `The first ${claim.size} events do not have the root that ${who.join(', ')}.`
  return { reason: 'other-root', detail, position: String(position) }
}
