import type { Known, Moment } from '@concord/incident'
import type { Position, RecordedEvent } from '@concord/kernel'
import type { EventEntry } from '../asked/events.ts'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import type { Statements } from '../tables/statements.ts'
import type { QuestionConditions } from './conditions.ts'
import type { KnownLimit, KnownUpTo } from './known-times.ts'

/** The read models as a reader's questions find them: one connection, one journal, and how to read an event. */
export interface ReadModels {
  readonly sql: Statements
  readonly knowledge: PictureKnowledge
  /** The last ordinal folded. */
  end(): number
  ordinalAt(position: Position): number
  /** Events by ordinal, in the order asked for; recently read ones are remembered. */
  pick(ordinals: readonly number[]): readonly RecordedEvent[]
  /** Answers one question on one state of the read models. */
  ask<Answer>(agency: string, moment: Moment, answer: (question: IndexQuestion) => Answer): Answer
}

/** One question: whose, at which moments, and how that is said in SQL. */
export interface IndexQuestion extends QuestionConditions {
  readonly agency: string
  readonly moment: Moment
  readonly known: KnownUpTo
  /** The last millisecond that counts as having happened. */
  readonly validMs: number
  readonly bit: bigint
  /** Parameters of the conditions, by name. */
  readonly parameters: Readonly<Record<string, number | bigint>>
  /** Another moment of known time, for `hadCome`. */
  limitOf(known: Known): KnownLimit
  /** What became of an event that the reader sees. */
  supersededBy(event: RecordedEvent): string | undefined
}

/** The event with what superseded it, as the reader knew. */
export const entryOf = (question: IndexQuestion, event: RecordedEvent): EventEntry => ({
  event,
  supersededBy: question.supersededBy(event),
})
