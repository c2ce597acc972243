import { modes, type Topic, type TopicView } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import { severities, statuses, summaryOf } from '../../definition/summary.ts'
import type { IncidentSummary } from '../../picture.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { FoldedEvent } from '../folded-event.ts'
import type { Ranks } from './rank-fold.ts'
import { PER_TOPIC } from './rectangle.ts'
import { type TwoTimeHistory, twoTimeHistory } from './two-time-history.ts'

/** A summary without the moment of its last change, which every event moves. */
export interface Summary {
  readonly number: number
  readonly status: number
  readonly mode: number
  readonly incident: IncidentSummary
}

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

export interface ClockHistory {
  readonly history: TwoTimeHistory<Summary>
  lastMs: number
  rectangles: number
  /** A record came in whose place is before others: made anew before the batch is committed. */
  isDisordered: boolean
}

export type KeepSummary = (summary: Summary) => void

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
  lastMs: Number.NEGATIVE_INFINITY,
  rectangles: 0,
  isDisordered: false,
})

/** The same summary gets the same object and number, and is kept once. */
const summarizer = (first: number, keep: () => KeepSummary) => {
  const known = new Map<string, Summary>()
  let last: { readonly view: TopicView; readonly summary: Summary } | undefined
  const summarize = (view: TopicView): Summary => {
    const incident = summaryOf(view)
    const key = JSON.stringify({ ...incident, changedAt: undefined })
    const found = known.get(key)
    if (found) return found
    const status = statuses.indexOf(incident.status)
    const mode = modes.indexOf(incident.mode)
    const summary = { number: first + known.size, status, mode, incident }
    known.set(key, summary)
    keep()(summary)
    return summary
  }
  return (view: TopicView): Summary => {
    const summary = last !== undefined && looksAlike(last.view, view) ? last.summary : summarize(view)
    last = { view, summary }
    return summary
  }
}

/** Whether nothing that a summary shows has been touched. Folds keep what they do not change. */
const looksAlike = (a: TopicView, b: TopicView): boolean =>
  a.status === b.status &&
  a.participants === b.participants &&
  a.kind === b.kind &&
  a.title === b.title &&
  a.severity === b.severity &&
  a.form === b.form &&
  a.mode === b.mode &&
  a.lead === b.lead &&
  a.areas === b.areas &&
  a.place === b.place &&
  a.opened === b.opened

/** The columns of a kept summary. Lists are held together by a character that no name contains. */
export const summaryRow = ({ number, status, mode, incident }: Summary) => [
  number,
  incident.id,
  incident.form,
  incident.kind ?? null,
  incident.title ?? null,
  mode,
  status,
  severities.indexOf(incident.severity),
  incident.lead ?? null,
  joined(incident.agencies),
  joined(incident.areas),
  incident.lat ?? null,
  incident.lon ?? null,
  incident.openedAt,
  millisecondsOf(incident.openedAt),
]

export const SEPARATOR = '\u001f'

const joined = (names: readonly string[]): string =>
  names.map((name) => `${SEPARATOR}${name}`).join('') + SEPARATOR
