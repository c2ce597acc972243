import type { Store } from '../store/store.ts'
import type { LiveTail } from './streams/live-tail.ts'
import type { Call } from './transport/call.ts'
import type { Status } from './transport/status.ts'
import type { Access } from './users/access.ts'
import type { Identity } from './users/identity.ts'

/** What the protocol's methods work with. */
export interface NodeParts {
  readonly store: Store
  readonly tail: LiveTail
  readonly access: Access
  /** Who makes the call, or why that cannot be said. */
  readonly identify: (call: Call) => Promise<Identity | { readonly refused: Status }>
  /** How often lasting calls are asked for their rights again; undefined where nobody is asked. */
  readonly recheckMs: number | undefined
  /** The most bytes that one append may hold. */
  readonly maximumAppendBytes: number
}
