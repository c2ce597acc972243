import type { Instant } from '@concord/kernel'
import { millisecondsOf } from '@concord/kernel'
import { type Topic, topicId } from './topic.ts'
import type { Commitment, Decision, FactStatement, Held, TopicView } from './topic-view.ts'

/** Two parties that cannot both be right, until a recorded decision says who is. Kept after it is settled. */
export type Conflict = CommitmentConflict | FactConflict

interface ConflictBase {
  /** Where it shows: a unit, or the incident in which facts differ. */
  readonly topic: Topic
  /** When the later of the parties took effect. */
  readonly since: Instant
  readonly settled: Held | undefined
}

/** People of one unit bound to several uses at the same time. */
export interface CommitmentConflict extends ConflictBase {
  readonly kind: 'commitment'
  readonly unit: string | undefined
  readonly parties: readonly Commitment[]
  readonly decision: Decision | undefined
}

/** One thing stated differently by several agencies. */
export interface FactConflict extends ConflictBase {
  readonly kind: 'fact'
  readonly about: string
  readonly name: string
  readonly parties: readonly FactStatement[]
}

/**
 * All conflicts in a view: double commitments in a unit's, contradicting facts in any. `decisions` are those that may
 * settle a double commitment, wherever they were taken: a played one settles nothing real.
 */
export const conflictsOf = (
  view: TopicView,
  decisions: readonly Decision[] = view.decisions,
): readonly Conflict[] => [
  ...(view.topic.startsWith('unit:') ? commitmentConflicts(view, decisions) : []),
  ...factConflicts(view),
]

/**
 * A unit's commitments to more than one use. Settled by a decision on the unit taken since the last of them; a
 * commitment that comes after the decision opens the conflict again.
 *
 * In the view of an agency's nameless units of one head count, a nameless commitment is held against the named ones:
 * they may be the same people. Named ones are only held against those of the same name, in that unit's own view.
 */
export const commitmentConflicts = (
  view: TopicView,
  decisions: readonly Decision[] = view.decisions,
): readonly CommitmentConflict[] => {
  const parties = view.commitments.toSorted(bySince)
  const named = parties.filter(({ unit }) => unit !== undefined)
  const isNameless = topicId(view.topic).includes('/~')
  if (isNameless && (named.length === 0 || named.length === parties.length)) return []
  if (new Set(parties.map(({ use }) => use)).size < 2) return []
  const since = parties.at(-1)!.since
  const decision = decisions
    .filter((one) => one.source.mode === view.mode && named.some((party) => concerns(one, party)))
    .findLast((one) => millisecondsOf(one.since) >= millisecondsOf(since))
  const settled = decision && { since: decision.since, source: decision.source }
  const unit = named[0]?.unit
  return [{ kind: 'commitment', topic: view.topic, unit, since, parties, decision, settled }]
}

/** Whether a decision is about the unit of a commitment. One that names no agency means the unit of that name. */
const concerns = ({ unit }: Decision, party: Commitment): boolean =>
  unit !== undefined &&
  unit.unit === party.unit &&
  (unit.agency === undefined || unit.agency === party.agency)

/** Facts that agencies state differently, whether or not a decision has settled them. */
export const factConflicts = (view: TopicView): readonly FactConflict[] =>
  view.facts.flatMap(({ about, name, statements, settled }) => {
    const values = new Set(statements.map(({ value }) => JSON.stringify(value)))
    if (values.size < 2) return []
    const parties = statements.toSorted(bySince)
    const held = settled && { since: settled.since, source: settled.source }
    return [
      { kind: 'fact', topic: view.topic, about, name, since: parties.at(-1)!.since, parties, settled: held },
    ]
  })

const bySince = (a: Held, b: Held): number => millisecondsOf(a.since) - millisecondsOf(b.since)
