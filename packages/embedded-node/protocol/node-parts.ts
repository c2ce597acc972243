import type { Store } from '../store/store.ts'
import type { Access } from './access.ts'
import type { Call } from './call.ts'
import type { Identity } from './identity.ts'
import type { LiveTail } from './live-tail.ts'
import type { Status } from './status.ts'

/** What the protocol's methods work with. */
export interface NodeParts {
  readonly store: Store
  readonly tail: LiveTail
  readonly access: Access
  /** Who makes the call, or why that cannot be said. */
  readonly identify: (call: Call) => Promise<Identity | { readonly refused: Status }>
  /** The most bytes that one append may hold. */
  readonly maximumAppendBytes: number
}
