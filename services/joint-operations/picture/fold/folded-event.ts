import { occurredMs } from '@concord/incident'
import { knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { FiledEvent } from './situation/filed-event.ts'

/** An event on its way into the read model. */
export interface FoldedEvent extends FiledEvent {
  readonly ordinal: number
  readonly knownMs: number
  /** Whether it became known after everything before it. */
  readonly inClock: boolean
}

/** What every fold of an event needs, worked out once. */
export const foldedEvent = (
  event: RecordedEvent,
  rest: Pick<FoldedEvent, 'ordinal' | 'isMember' | 'changes' | 'mask' | 'inClock'>,
): FoldedEvent => ({
  event,
  occurredMs: occurredMs(event),
  knownMs: millisecondsOf(knownAt(event)),
  ...rest,
})
