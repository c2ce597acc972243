import type { StoredEvent, StoredTexts } from '@concord/kernel'
import { textHash } from '../checking/chains.ts'
import { eventHash } from '../form/canonical-form.ts'
import type { SegmentReport, StreamEnd, StreamEntry } from './segment-report.ts'

/** The events of a segment by their hashes, and where each stream enters the segment and leaves it. */
export interface SegmentLeaves {
  /**
   * Takes the next event of the log, and answers with the end of its stream before it; undefined where the event is the
   * first of its stream here. `texts` are given where they may be hashed as they stand: see {@link makeSure}.
   */
  readonly add: (
    event: StoredEvent,
    previousHash: string | null,
    texts: StoredTexts | undefined,
  ) => StreamEnd | undefined
  /**
   * Hashes over the canonical form each stream's newest event whose hash was taken over its texts; of an earlier one the
   * next event of its stream has told already. Until then the report is not to be made.
   */
  readonly makeSure: () => void
  readonly report: () => Pick<SegmentReport, 'leaves' | 'positions' | 'entries' | 'ends'>
}

/** Opens the leaves of a segment without events. */
export const openSegmentLeaves = (): SegmentLeaves => {
  const hashes: string[] = []
  const positions: bigint[] = []
  const entries = new Map<string, StreamEntry>()
  const ends = new Map<string, StreamEnd>()
  // The newest events of streams whose hash was taken over their texts, and their places.
  const presumed = new Map<string, { event: StoredEvent; place: number }>()

  const makeSureOf = (stream: string): void => {
    const newest = presumed.get(stream)
    if (!newest) return
    const hash = eventHash(newest.event)
    hashes[newest.place] = hash
    ends.set(stream, { revision: newest.event.revision, hash })
    presumed.delete(stream)
  }
  return {
    add: (event, previousHash, texts) => {
      const { stream, revision, position } = event
      if (ends.get(stream)?.hash !== previousHash) makeSureOf(stream)
      const before = ends.get(stream)
      if (!before) entries.set(stream, { revision, previousHash, position })
      presumed.delete(stream)
      const hash = texts ? textHash(event, texts) : eventHash(event)
      ends.set(stream, { revision, hash })
      if (texts) presumed.set(stream, { event, place: hashes.length })
      hashes.push(hash)
      positions.push(position)
      return before
    },
    makeSure: () => {
      for (const stream of [...presumed.keys()]) makeSureOf(stream)
    },
    report: () => ({
      leaves: sideBySide(hashes),
      positions: BigUint64Array.from(positions),
      entries,
      ends,
    }),
  }
}

const sideBySide = (hashes: readonly string[]): Uint8Array => {
  const bytes = Buffer.alloc(hashes.length * 32)
  for (const [index, hash] of hashes.entries()) bytes.write(hash, index * 32, 'base64url')
  return bytes
}
