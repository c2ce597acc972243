import {
  type Change,
  type Conflict,
  conflictsOf,
  type Decision,
  sourceOf,
  type TopicView,
} from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'

/** The decisions about units that an event takes. */
export const unitDecisions = (event: RecordedEvent, changes: readonly Change[]): readonly Decision[] =>
  changes.flatMap((change) =>
    change.change === 'decision' && change.unit !== undefined
      ? [
          {
            decision: change.decision,
            rationale: change.rationale,
            basis: change.basis,
            unit: change.unit,
            allocations: change.allocations ?? [],
            since: event.envelope.occurredAt,
            source: sourceOf(event),
          },
        ]
      : [],
  )

/** The conflicts of several views in the order in which they arose. */
export const conflictsIn = (
  views: readonly TopicView[],
  decisions: readonly Decision[],
): readonly Conflict[] => views.flatMap((view) => conflictsOf(view, decisions)).toSorted(byOrigin)

/** Oldest first. */
export const byOrigin = (a: Conflict, b: Conflict): number =>
  millisecondsOf(a.since) - millisecondsOf(b.since) || (a.topic < b.topic ? -1 : 1)
