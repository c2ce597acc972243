import type { Topic } from '@concord/incident'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { type KeepSummary, type Summary, summarizer } from './kept-summary.ts'
import type { Ranks } from './rank-fold.ts'
import { PER_TOPIC } from './rectangle.ts'
import { type TwoTimeHistory, twoTimeHistory } from './two-time-history.ts'

/** An incident as the writer remembers it between events. All of it can be made again from its events. */
export interface RememberedIncident {
  readonly topic: number
  readonly name: Topic
  readonly events: FoldedEvent[]
  /** Known by ordinal. */
  readonly history: TwoTimeHistory<Summary>
  readonly ranks: Ranks
  /** Known by instant, once a record was imported. */
  clock: ClockHistory | undefined
  /** Slots of the tails as they stand in the table; undefined when that is not known. */
  slots: string | undefined
}

/** The history of an incident by the instant at which things became known, in milliseconds since the Unix epoch. */
export interface ClockHistory {
  readonly history: TwoTimeHistory<Summary>
  readonly ranks: Ranks
  lastMs: number
  rectangles: number
  /** A record came in whose place is before others: made anew before the batch is committed. */
  isDisordered: boolean
}

/** An incident nobody has told anything of yet. */
export const newIncident = (
  topic: number,
  name: Topic,
  bits: AgencyBits,
  keep: () => KeepSummary,
): RememberedIncident => ({
  topic,
  name,
  events: [],
  history: twoTimeHistory({ topic: name, bits, summarize: summarizer(topic * PER_TOPIC, keep) }),
  ranks: new Map(),
  clock: undefined,
  slots: undefined,
})

/** The history by instant has summaries of its own, in the upper half of the topic's numbers. */
export const newClock = (
  { topic, name }: Pick<RememberedIncident, 'topic' | 'name'>,
  bits: AgencyBits,
  keep: () => KeepSummary,
): ClockHistory => ({
  history: twoTimeHistory({
    topic: name,
    bits,
    summarize: summarizer(topic * PER_TOPIC + PER_TOPIC / 2, keep),
  }),
  ranks: new Map(),
  lastMs: Number.NEGATIVE_INFINITY,
  rectangles: 0,
  isDisordered: false,
})
