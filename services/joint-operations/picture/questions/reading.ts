import type { Moment } from '@concord/incident'
import type { Position, RecordedEvent } from '@concord/kernel'
import type { EventEntry } from '../asked/events.ts'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import type { Statements } from '../tables/statements.ts'

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
  ask<Answer>(agency: string, moment: Moment, answer: (reading: IndexReading) => Answer): Answer
}

/** One question: whose, at which moments, and how that is said in SQL. */
export interface IndexReading {
  readonly agency: string
  readonly moment: Moment
  readonly known: KnownUpTo
  /** The last millisecond that counts as having happened. */
  readonly validMs: number
  readonly bit: bigint
  /** Parameters of the conditions below, by name. */
  readonly parameters: Readonly<Record<string, number | bigint>>
  /** Conditions on a row `e` of the events. */
  readonly isKnown: string
  readonly isSeen: string
  readonly isInForce: string
  /** Conditions on a row `f` of what is filed, with what is known: nothing of the event itself has to be looked up. */
  readonly isFiledSeen: string
  readonly isFiledInForce: string
  /** What became of an event that the reader sees. */
  supersededBy(event: RecordedEvent): string | undefined
}

/**
 * Up to where what was recorded counts as known: by its place in the journal, or by the instant at which it became
 * known.
 */
export type KnownUpTo =
  | { readonly axis: 'ordinal'; readonly ordinal: number; readonly isNow: boolean }
  /** `isMixed`: there are incidents on the instant axis besides those whose last ordinal by then is enough. */
  | { readonly axis: 'instant'; readonly ms: number; readonly ordinal: number; readonly isMixed: boolean }

/** The event with what superseded it, as the reader knew. */
export const entryOf = (reading: IndexReading, event: RecordedEvent): EventEntry => ({
  event,
  supersededBy: reading.supersededBy(event),
})
