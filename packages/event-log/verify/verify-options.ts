import type { Writer } from '@concord/kernel'
import type { LogTree } from '../merkle/log-tree.ts'
import type { TreeHead } from '../own-events/head-events.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'

/** How long a verification waits for a store that is away, where nobody says otherwise. */
export const PATIENCE_MS = 120_000

/**
 * Which log is verified, whose keys are believed, and how thoroughly. Without `witnessed` a log that was cut off
 * cleanly verifies.
 */
export interface VerifyLogOptions {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  /** The agency that keeps the log: whose record of a move counts. */
  readonly keeper?: string | undefined
  /**
   * Check each signature by itself. Left out, the newest signature of each stream in each segment: it covers,
   * through the hashes, everything before it in that stream.
   */
  readonly every?: boolean
  /**
   * Heads that were kept outside the store, such as those of witnesses, and where. Only they tell of a cut-off end.
   */
  readonly witnessed?: readonly (TreeHead & { readonly file?: string })[]
  /** A tree kept beside the store; with it a changed event is named itself, not only the head that covers it. */
  readonly tree?: LogTree
  /** Threads; default: one for each processor, at most 8. */
  readonly threads?: number
  /** For how long, in milliseconds, to wait for a store that is slow or away before giving up. Default: 120,000. */
  readonly patienceMs?: number
  /** Told of each such wait. */
  readonly onWait?: (why: string, waitMs: number) => void
  /** Told how many events have been looked at so far, and about how many there are. */
  readonly onProgress?: (events: number, about: number) => void
}
