import type { Topic } from '@concord/incident'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { withoutOpposites } from './corners.ts'
import { type Summary, type SummaryKeeper, summarizer } from './kept-summary.ts'
import { noteRanks, type Ranks } from './rank-fold.ts'
import { type Corner, PER_TOPIC, type RectangleSink } from './rectangle.ts'
import { type TwoTimeHistory, twoTimeHistory } from './two-time-history.ts'

/** Which summaries an incident had in two times, and between which moments it may have a severity at all. */
interface RankedHistory {
  readonly history: TwoTimeHistory<Summary>
  readonly ranks: Ranks
}

/**
 * An incident as the writer remembers it between events, its history known by ordinal. All of it can be made again from
 * its events.
 */
export interface RememberedIncident extends RankedHistory {
  readonly topic: number
  readonly name: Topic
  readonly events: FoldedEvent[]
  /** Known by instant, once a record was imported. */
  clock: ClockHistory | undefined
  /** Slots of the tails as they stand in the table; undefined when that is not known. */
  slots: string | undefined
}

/** The history of an incident by the instant at which things became known, in milliseconds since the Unix epoch. */
export interface ClockHistory extends RankedHistory {
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
  keeper: SummaryKeeper,
): RememberedIncident => ({
  topic,
  name,
  events: [],
  history: twoTimeHistory({ topic: name, bits, summarize: summarizer(topic * PER_TOPIC, keeper) }),
  ranks: new Map(),
  clock: undefined,
  slots: undefined,
})

/** The history by instant has summaries of its own, in the upper half of the topic's numbers. */
export const newClock = (
  { topic, name }: Pick<RememberedIncident, 'topic' | 'name'>,
  bits: AgencyBits,
  keeper: SummaryKeeper,
): ClockHistory => ({
  history: twoTimeHistory({
    topic: name,
    bits,
    summarize: summarizer(topic * PER_TOPIC + PER_TOPIC / 2, keeper),
  }),
  ranks: new Map(),
  lastMs: Number.NEGATIVE_INFINITY,
  rectangles: 0,
  isDisordered: false,
})

/**
 * Takes an event into a history. Gives the corners by which the number of incidents, or what severities they have, is
 * another one from this place of the known axis on.
 */
export const arriveIn = (
  { history, ranks }: RankedHistory,
  event: FoldedEvent,
  known: number,
  sink: RectangleSink<Summary>,
): readonly Corner<Summary>[] => {
  const corners: Corner<Summary>[] = []
  history.arrive(event, known, { ...sink, corner: (one) => corners.push(one) })
  const left = withoutOpposites(corners)
  noteRanks(ranks, left)
  return left
}
