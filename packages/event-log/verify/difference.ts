import type { RefusedEvent } from '@concord/kernel'

/** The first thing that is not as it should be. */
export interface Difference {
  readonly reason:
    | RefusedEvent['reason']
    /** The events up to a head hash to another root than the one that was signed. */
    | 'other-root'
    /** The log has fewer events than a head that was signed or seen. */
    | 'log-too-short'
    /** An event is not the one that the tree kept beside the store has in its place. */
    | 'other-event'
    /** The key stream of an agency holds a change that its valid keys did not sign. */
    | 'untrusted-keys'
  readonly detail: string
  readonly stream?: string
  readonly revision?: number
  readonly position?: string
}
