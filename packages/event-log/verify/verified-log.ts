import type { RecordedMove } from '../own-events/move-events.ts'
import type { Unavailable } from '../store/connection.ts'
import type { Difference, EventWithoutForce } from './difference.ts'
import type { WithdrawnClaim } from './root-claims.ts'

/** What was found to be in order. */
export interface VerifiedLog {
  readonly events: number
  readonly streams: number
  readonly root: string
  readonly heads: number
  readonly countersignatures: number
  /** How many events at the end no signed head covers yet. */
  readonly uncovered: number
  /** How many events nobody builds on although nobody touched them: their key had ended. */
  readonly withoutForce: number
  /** The first hundred of them. */
  readonly refused: readonly EventWithoutForce[]
  /** Events in the key streams that change no keys, such as a second rotation by one key. */
  readonly refusedKeys: readonly EventWithoutForce[]
  /**
   * Events that count, and are said to be recorded before a head was signed that does not cover them: the store's time of them cannot be
   * right, and answers as known at a moment rest on it. How many, and the first hundred.
   */
  readonly datedBack: { readonly events: number; readonly named: readonly EventWithoutForce[] }
  /** Countersignatures that their own agencies took back, and why: nothing is held against them. */
  readonly withdrawn: readonly WithdrawnClaim[]
  /** The move that brought the log here, where there was one: the times of its events are those that it recorded. */
  readonly move: RecordedMove | undefined
}

/**
 * `difference`: the log is not what was signed, and where. `unavailable`: the store was away longer than patience
 * lasted, and nothing is said of the log.
 */
export type VerifyFailure = Unavailable | { readonly kind: 'difference'; readonly difference: Difference }
