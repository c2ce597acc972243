import type { RefusedEvent } from '@concord/kernel'

/** The first thing that is not as it should be. */
export interface Difference {
  readonly reason:
    | RefusedEvent['reason']
    /** The events up to a head hash to another root than the one that was signed. */
    | 'other-root'
    /** The log has fewer events than a head that was signed or seen. */
    | 'log-too-short'
    /** An event is said to be recorded after a head that covers it was signed. */
    | 'recorded-later'
    /** Events do not have the times with which they are said to have been moved here. */
    | 'other-times'
    /** An event is not the one that the tree kept beside the store has in its place. */
    | 'other-event'
  readonly detail: string
  readonly stream?: string
  readonly revision?: number
  readonly position?: string
}

/** An event that stands as it was recorded and that nobody builds on, and why. */
export interface EventWithoutForce {
  readonly stream: string
  readonly revision: number
  readonly position: string
  /** By the store's clock. */
  readonly recordedAt: string
  readonly detail: string
}
