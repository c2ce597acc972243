import {
  type Change,
  type Commitment,
  type CommitmentConflict,
  type Conflict,
  conflictsOf,
  type Decision,
  incidentTopic,
  sourceOf,
  type Topic,
  type TopicView,
  unitTopic,
} from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'

export type UnitDecision = Decision & { readonly unit: NonNullable<Decision['unit']> }

/** The decisions about units that an event takes. */
export const unitDecisions = (event: RecordedEvent, changes: readonly Change[]): readonly UnitDecision[] =>
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

/** What conflicts are looked for with: the topics as a reader sees them at two moments. */
export interface Views {
  readonly topic: (topic: Topic) => TopicView | undefined
  /** The decisions, in the order in which they were taken, among them all that are about one of these units. */
  readonly decisionsOn: (units: readonly string[]) => readonly Decision[]
}

/** Finds the conflicts in a topic, the oldest first. Each topic is folded once, when it is needed. */
export const conflictFinder = ({ topic: fold, decisionsOn }: Views) => {
  const folded = new Map<Topic, TopicView | undefined>()
  const viewOf = (topic: Topic): TopicView | undefined => {
    if (!folded.has(topic)) folded.set(topic, fold(topic))
    return folded.get(topic)
  }

  const conflictsIn = (topic: Topic): readonly Conflict[] => {
    const view = viewOf(topic)
    if (view === undefined) return []
    const decisions = decisionsOn(unitsOf(view.commitments))
    return conflictsOf(view, decisions, (incident) => viewOf(incidentTopic(incident)))
      .filter((conflict) => !isToldByName(conflict))
      .toSorted(byOrigin)
  }

  /** People can be filed under their name and under their number: the same uses of them are one conflict. */
  const isToldByName = (conflict: Conflict): boolean =>
    conflict.kind === 'commitment' &&
    unitsOf(conflict.parties).some((unit) => {
      const named = unitTopic(conflict.parties[0]!.agency, unit)
      return (
        named !== conflict.topic &&
        conflictsIn(named).some((one) => one.kind === 'commitment' && usesOf(one) === usesOf(conflict))
      )
    })

  return conflictsIn
}

const unitsOf = (commitments: readonly Commitment[]): readonly string[] => [
  ...new Set(commitments.flatMap(({ unit }) => unit ?? [])),
]

const usesOf = ({ parties }: CommitmentConflict): string =>
  parties
    .map(({ use }) => use)
    .toSorted()
    .join(' | ')

/** Oldest first. */
export const byOrigin = (a: Conflict, b: Conflict): number =>
  millisecondsOf(a.since) - millisecondsOf(b.since) || (a.topic < b.topic ? -1 : 1)
