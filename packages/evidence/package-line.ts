import { canonical, eventHash, type LogTree } from '@concord/event-log'
import type { StoredEvent } from '@concord/kernel'

/**
 * One event of a package as a line of canonical JSON: the event in the form that is hashed and signed, what the store
 * says about it, and its place in the tree of the log head with the proof. `index` and `proof` are null for an event
 * that the head does not cover.
 */
export const packageLine = (tree: LogTree, size: number, event: StoredEvent): string => {
  const { id, type, stream, revision, data, metadata, position, recordedAt } = event
  const index = tree.indexOf(position)
  const covered = index !== undefined && index < size
  if (covered && tree.leaves(index, 1).toString('base64url') !== eventHash(event)) {
    throw new Error(`${stream}@${revision} is not the event that the tree holds at position ${position}.`)
  }
  return canonical({
    event: { data, id, metadata, revision, stream, type },
    index: covered ? index : null,
    position: String(position),
    proof: covered ? tree.inclusionProof(index, size).map((hash) => hash.toString('base64url')) : null,
    recordedAt,
  })
}
