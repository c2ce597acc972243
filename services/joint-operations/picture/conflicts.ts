import {
  type Change,
  type Commitment,
  type CommitmentConflict,
  type Conflict,
  conflictsOf,
  type Decision,
  incidentTopic,
  type Meaning,
  sourceOf,
  type Topic,
  type TopicView,
  topicKind,
  topicsOf,
  unitTopic,
  viewOf,
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

/** What conflicts are looked for in: what a reader knows at two moments. */
export interface Known {
  /** What of a topic is in force, in the order in which it happened. */
  readonly inForce: (topic: Topic) => readonly RecordedEvent[]
  readonly changes: Meaning
  /** The decisions, in the order in which they were taken, among them all that are about one of these units. */
  readonly decisionsOn: (units: readonly string[]) => readonly Decision[]
}

/** Finds conflicts, the oldest first. Each topic is folded once, when it is needed. */
export const conflictFinder = ({ inForce, changes, decisionsOn }: Known) => {
  const folded = new Map<Topic, TopicView | undefined>()
  const view = (topic: Topic): TopicView | undefined => {
    if (!folded.has(topic)) folded.set(topic, viewOf(topic, inForce(topic), changes))
    return folded.get(topic)
  }

  const conflictsIn = (topic: Topic): readonly Conflict[] => {
    const found = view(topic)
    if (found === undefined) return []
    const decisions = decisionsOn(unitsOf([...found.commitments, ...found.endedCommitments]))
    return conflictsOf(found, decisions, (incident) => view(incidentTopic(incident)))
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

  /** Those that really happen: all parties of a conflict are of one mode. */
  const realIn = (topic: Topic): readonly Conflict[] =>
    conflictsIn(topic).filter(({ parties }) => parties[0]!.source.mode === 'operational')

  /**
   * Those in an incident, real or played as it is, and those of the units that ever were bound in it: what was settled is
   * kept when nobody is bound any more.
   */
  const ofIncident = (incident: string): readonly Conflict[] => {
    const home = incidentTopic(incident)
    const topics = new Set(inForce(home).flatMap((event) => topicsOf(event, changes(event))))
    const ofUnits = [...topics].filter((topic) => topicKind(topic) === 'unit').flatMap(conflictsIn)
    return [...conflictsIn(home), ...ofUnits.filter(isPartOf(incident))].toSorted(byOrigin)
  }

  return { realIn, ofIncident }
}

const isPartOf =
  (incident: string) =>
  ({ parties }: Conflict): boolean =>
    parties.some(({ source }) => source.incident === incident)

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
