import {
  allocationsIn,
  type Change,
  type Commitment,
  type Corrected,
  type Decision,
  type Meaning,
  sourceOf,
  type Topic,
  type TopicView,
  toldAgain,
  viewAfterDecisions,
  viewOf,
} from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/** A decision on where the people of a unit stay. */
type UnitDecision = Decision & { readonly unit: NonNullable<Decision['unit']> }

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

/** What views are folded from: what a reader knows at two moments. */
export interface KnownTo {
  /** What of a topic is in force, in the order in which it happened. */
  readonly inForce: (topic: Topic) => readonly RecordedEvent[]
  readonly changes: Meaning
  readonly corrected: Corrected
  /** The decisions, in the order in which they were taken, among them all that are about one of these units. */
  readonly decisionsOn: (units: readonly string[]) => readonly Decision[]
}

/** Views of topics, each folded once, when it is needed. */
export interface Views {
  /** As the reader knows it, with what decisions on units say of who stays where, wherever they were taken. */
  readonly view: (topic: Topic) => TopicView | undefined
  /** The same where a few more decisions bear on it: those on people of whom it does not say which they are. */
  readonly viewWith: (topic: Topic, more: readonly Decision[]) => TopicView | undefined
  readonly decisionsOn: KnownTo['decisionsOn']
}

/** Views of what a reader knows, which must not change while they are asked for. */
export const viewsOf = ({ inForce, changes, corrected, decisionsOn }: KnownTo): Views => {
  const meaning = toldAgain(changes, corrected)
  const told = onceEach((topic) => viewOf(topic, inForce(topic), meaning))

  const foldedWith = (topic: Topic, more: readonly Decision[]): TopicView | undefined => {
    const before = told(topic)
    if (before === undefined) return undefined
    const decisions = [...more, ...before.decisions, ...decisionsOn(unitsOf(boundIn(before)))]
    const allocations = allocationsIn(before, onlyOnce(decisions), told)
    return allocations.length === 0 ? before : viewAfterDecisions(topic, inForce(topic), meaning, allocations)
  }
  const view = onceEach((topic) => foldedWith(topic, []))
  return {
    view,
    viewWith: (topic, more) => (more.length === 0 ? view(topic) : foldedWith(topic, more)),
    decisionsOn,
  }
}

/** All who are or were bound in a view. */
export const boundIn = ({ commitments, endedCommitments }: TopicView): readonly Commitment[] => [
  ...commitments,
  ...endedCommitments,
]

/** The names of the units among them. */
export const unitsOf = (commitments: readonly Commitment[]): readonly string[] => [
  ...new Set(commitments.flatMap(({ unit }) => unit ?? [])),
]

/** What is asked of a topic, worked out once for each. */
export const onceEach = <Answer>(ask: (topic: Topic) => Answer) => {
  const answers = new Map<Topic, Answer>()
  return (topic: Topic): Answer => {
    if (!answers.has(topic)) answers.set(topic, ask(topic))
    return answers.get(topic) as Answer
  }
}

const onlyOnce = (decisions: readonly Decision[]): readonly Decision[] => [
  ...new Map(
    decisions.filter(({ unit }) => unit !== undefined).map((one) => [one.source.event, one]),
  ).values(),
]
