import {
  type Change,
  type Conflict,
  conflictsOf,
  type Decision,
  incidentTopic,
  sourceOf,
  type Topic,
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

/** The conflicts in several topics in the order in which they arose. Each topic is folded once, when it is needed. */
export const conflictsIn = (
  topics: readonly Topic[],
  foldTopic: (topic: Topic) => TopicView | undefined,
  decisions: readonly Decision[],
): readonly Conflict[] => {
  const folded = new Map<Topic, TopicView | undefined>()
  const viewOf = (topic: Topic): TopicView | undefined => {
    if (!folded.has(topic)) folded.set(topic, foldTopic(topic))
    return folded.get(topic)
  }
  return topics
    .flatMap((topic) => viewOf(topic) ?? [])
    .flatMap((view) => conflictsOf(view, decisions, (incident) => viewOf(incidentTopic(incident))))
    .toSorted(byOrigin)
}

/** Oldest first. */
export const byOrigin = (a: Conflict, b: Conflict): number =>
  millisecondsOf(a.since) - millisecondsOf(b.since) || (a.topic < b.topic ? -1 : 1)
