import type { Change } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/** An event as it is filed under one topic, with what every fold of it needs. */
export interface FiledEvent {
  readonly event: RecordedEvent
  /** Whether it says something of the topic, or only corrects, retracts or releases what does. */
  readonly isMember: boolean
  readonly occurredMs: number
  readonly changes: readonly Change[]
  /** Who sees it by its marking, its owner included. */
  readonly mask: bigint
}
