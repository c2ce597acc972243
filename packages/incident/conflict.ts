import type { Instant } from '@concord/kernel'
import { millisecondsOf } from '@concord/kernel'
import { isSameBinding } from './binding.ts'
import { differ, isUpheld } from './contradiction.ts'
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

/** The view of an incident, of the reader and moment of the views in which conflicts are looked for. */
export type IncidentViews = (incident: string) => TopicView | undefined

/**
 * All conflicts in a view: double commitments in a unit's, contradicting facts in any. `decisions` are those that may
 * settle a double commitment, wherever they were taken: a played one settles nothing real. `incidents` tell who is still
 * bound: what has ended there, a unit's own history does not hear of.
 */
export const conflictsOf = (
  view: TopicView,
  decisions: readonly Decision[],
  incidents: IncidentViews,
): readonly Conflict[] => [
  ...(view.topic.startsWith('unit:') ? commitmentConflicts(view, decisions, incidents) : []),
  ...factConflicts(view),
]

/**
 * A unit's commitments to more than one use. Settled by a decision on the unit taken since the last of them, and kept then,
 * whatever has ended; a commitment that comes after the decision opens the conflict again. One that is not settled lasts as
 * long as the unit is bound.
 *
 * In the view of an agency's nameless units of one head count, a nameless commitment is held against the named ones:
 * they may be the same people. Named ones are only held against those of the same name, in that unit's own view.
 */
const commitmentConflicts = (
  view: TopicView,
  decisions: readonly Decision[],
  incidents: IncidentViews,
): readonly CommitmentConflict[] => {
  const conflict = conflictAmong(view.commitments, view, decisions)
  if (conflict === undefined) return []
  if (conflict.settled) return [conflict]
  const bound = conflict.parties.flatMap((one) => stillBound(one, incidents(one.source.incident)) ?? [])
  const left = conflictAmong(bound, view, decisions)
  return left ? [left] : []
}

const conflictAmong = (
  commitments: readonly Commitment[],
  view: TopicView,
  decisions: readonly Decision[],
): CommitmentConflict | undefined => {
  const parties = commitments.toSorted(bySince)
  const named = parties.filter(({ unit }) => unit !== undefined)
  const isNameless = topicId(view.topic).includes('/~')
  if (isNameless && (named.length === 0 || named.length === parties.length)) return undefined
  if (new Set(parties.map(({ use }) => use)).size < 2) return undefined
  const since = parties.at(-1)!.since
  const decision = decisions
    .filter((one) => one.source.mode === view.mode && named.some((party) => concerns(one, party)))
    .findLast((one) => millisecondsOf(one.since) >= millisecondsOf(since))
  const settled = decision && { since: decision.since, source: decision.source }
  const unit = named[0]?.unit
  return { kind: 'commitment', topic: view.topic, unit, since, parties, decision, settled }
}

/**
 * The people who are still bound by the incident's own view, undefined where nobody is: who withdraws a task or closes an
 * operation does not know whom an agency sent, and who lets some of the people go may not say of which unit. The unit's
 * history does not hear of it. What is played in a real incident is not in its view.
 */
const stillBound = (commitment: Commitment, incident: TopicView | undefined): Commitment | undefined =>
  incident === undefined || incident.mode !== commitment.source.mode
    ? commitment
    : incident.commitments.find((one) => isSameBinding(one, commitment))

/** Whether a decision is about the unit of a commitment. One that names no agency means the unit of that name. */
const concerns = ({ unit }: Decision, party: Commitment): boolean =>
  unit !== undefined &&
  unit.unit === party.unit &&
  (unit.agency === undefined || unit.agency === party.agency)

/**
 * Facts that agencies state differently. What a decision has overruled is a party to what it settled, and to nothing that
 * is stated differently later.
 */
const factConflicts = (view: TopicView): readonly FactConflict[] =>
  view.facts.flatMap(({ about, name, statements, settled }) => {
    const parties = (settled ? statements : statements.filter(isUpheld)).toSorted(bySince)
    if (!differ(parties)) return []
    const before = parties.filter((one) => settled === undefined || bySince(one, settled) <= 0)
    const { since } = before.at(-1) ?? parties[0]!
    const held = settled && { since: settled.since, source: settled.source }
    return [{ kind: 'fact', topic: view.topic, about, name, since, parties, settled: held }]
  })

const bySince = (a: Held, b: Held): number => millisecondsOf(a.since) - millisecondsOf(b.since)
