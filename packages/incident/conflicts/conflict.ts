import type { Instant } from '@concord/kernel'
import type { Topic } from '../changes/topic.ts'
import type { Commitment, Decision, FactStatement, Held, TopicView } from '../fold/topic-view.ts'

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
