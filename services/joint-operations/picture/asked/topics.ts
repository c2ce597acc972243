import type { TopicView } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventEntry } from './events.ts'

/** A topic with the events it is folded from. What is played in a real one is among them, and makes nothing of the view. */
export interface TopicAnswer {
  readonly view: TopicView
  /** In force, in the order of (occurredAt, position). */
  readonly inForce: readonly RecordedEvent[]
  /** Everything the reader knew of as of `known` that had happened by `valid`, superseded records included, in the order of the log. */
  readonly known: readonly EventEntry[]
  readonly imported: number
}
