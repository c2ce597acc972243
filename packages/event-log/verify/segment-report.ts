import type { Difference, EventWithoutForce } from './difference.ts'

/** What a segment is, for the whole to be put together in order. */
export interface SegmentReport {
  /** The hashes of its events side by side, 32 bytes each. */
  readonly leaves: Uint8Array
  readonly positions: BigUint64Array
  /** Where each stream enters the segment, and where it leaves it. */
  readonly entries: ReadonlyMap<string, StreamEntry>
  readonly ends: ReadonlyMap<string, StreamEnd>
  readonly difference: Difference | undefined
  /** Events that nobody builds on, although nobody touched them: a key signed them when its time was over. */
  readonly refused: readonly EventWithoutForce[]
  /** Events that are said to be recorded before a head was signed that does not cover them. */
  readonly datedBack: readonly EventWithoutForce[]
  /** What the digest of the times is taken over, of its events that were moved here. */
  readonly times: Uint8Array
}

/** The first event of a stream in a segment: what it says of the one before, which another segment holds. */
export interface StreamEntry {
  readonly revision: number
  readonly previousHash: string | null
  readonly position: bigint
}

/** The newest event of a stream: what the next one must chain to. */
export interface StreamEnd {
  readonly revision: number
  /** SHA-256, base64url. */
  readonly hash: string
}
