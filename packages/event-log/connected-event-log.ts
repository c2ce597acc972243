import type { EventLog, Result, StoredEvent } from '@concord/kernel'
import type { Enrol } from './key-changes/enrol.ts'
import type { KeySource } from './key-changes/key-source.ts'
import type { Ownership } from './ownership.ts'
import type { KeyRegister } from './signing/key-register.ts'
import type { Unavailable } from './store/connection.ts'

/** The port, and what only this edge can tell about keys. */
export interface ConnectedEventLog extends EventLog {
  readonly enrol: Enrol
  /** A whole stream exactly as stored and unchecked, for verifiers and exports. */
  readonly readStored: (
    stream: string,
    from?: number,
    limit?: number,
  ) => Promise<Result<readonly StoredEvent[], Unavailable>>
  /** The event at a position as stored and unchecked; undefined when there is none. */
  readonly eventAt: (position: bigint) => Promise<Result<StoredEvent | undefined, Unavailable>>
  /** All events of one type after a position and then live, each checked by its own signature. */
  readonly followType: (
    type: string,
    following: Parameters<EventLog['follow']>[0],
  ) => ReturnType<EventLog['follow']>
  /** The log as stored and unchecked: what the Merkle tree is built from. */
  readonly followStored: EventLog['follow']
  readonly owners: Ownership
  readonly register: KeyRegister
  readonly keySource: KeySource
}
