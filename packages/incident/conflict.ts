import type { Instant } from '@concord/kernel'
import { millisecondsOf } from '@concord/kernel'
import { differ, isUpheld } from './contradiction.ts'
import { doubleCommitments } from './double-commitment.ts'
import type { Topic } from './topic.ts'
import type { Commitment, Decision, FactStatement, Held, TopicView } from './topic-view.ts'

/**
 * Two parties that cannot both be right, until a recorded decision says who is, or people who were bound twice are free.
 * Kept after it is settled.
 */
export type Conflict = CommitmentConflict | FactConflict

interface ConflictBase {
  /** Where it shows: a unit, or the incident in which facts differ. */
  readonly topic: Topic
  /** When the later of the parties took effect. */
  readonly since: Instant
  readonly settled: Held | undefined
}

/** People of one unit bound to several uses at the same time: those bound to the last, the earliest first. */
export interface CommitmentConflict extends ConflictBase {
  readonly kind: 'commitment'
  readonly unit: string | undefined
  readonly parties: readonly Commitment[]
  /** What settled it, where that was a decision and not the end of a commitment. */
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
  ...(view.topic.startsWith('unit:') ? doubleCommitments(view, decisions, incidents) : []),
  ...factConflicts(view),
]

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
