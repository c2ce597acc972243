import { knownAt, type RecordedEvent } from '@concord/kernel'
import type { Change } from '../changes/change.ts'
import { homeOf, incidentOfStream } from '../changes/filing.ts'
import type { Source } from '../changes/source.ts'
import type { Topic } from '../changes/topic.ts'
import { applyChange } from './apply-change.ts'
import { isMoreReal, modeOf } from './mode.ts'
import type { Held, TopicView } from './topic-view.ts'

/**
 * One step of the fold: what the changes of one event make of a topic. Pure; `undefined` is a topic nobody has heard of.
 * Changes for other topics are passed over; the event itself always counts.
 *
 * Only events of one mode make a topic, the most real one so far: what is played in a real incident changes nothing of
 * it, and the first real event begins the topic anew, without what was played before.
 */
export const evolveTopic = (
  before: TopicView | undefined,
  topic: Topic,
  event: RecordedEvent,
  changes: readonly Change[],
): TopicView => {
  const mode = modeOf(event)
  if (before !== undefined && isMoreReal(before.mode, mode)) return before
  const held: Held = { since: event.envelope.occurredAt, source: sourceOf(event) }
  const home = homeOf(event)
  const known = before?.mode === mode ? before : begin(topic, event, held)
  let view = take(known, held, topic === home)
  for (const change of changes) {
    if ((change.topic ?? home) === topic) view = applyChange(view, change, held)
  }
  return view
}

/** The place of an event in the story it tells. */
export const sourceOf = (event: RecordedEvent): Source => ({
  event: event.id,
  reference: event.envelope.reference,
  agency: event.envelope.agency,
  mode: modeOf(event),
  incident: incidentOfStream(event.stream),
  occurredAt: event.envelope.occurredAt,
  knownAt: knownAt(event),
})

const begin = (topic: Topic, event: RecordedEvent, held: Held): TopicView => ({
  topic,
  form: 'incident',
  kind: undefined,
  title: undefined,
  mode: modeOf(event),
  status: 'reported',
  statusHeld: held,
  mergedInto: undefined,
  beforeMerge: undefined,
  disposition: undefined,
  severity: 'Unknown',
  certainty: 'Unknown',
  opened: held,
  began: undefined,
  last: held,
  place: undefined,
  areas: [],
  incidents: [],
  lead: undefined,
  participants: [],
  acknowledgements: [],
  facts: [],
  persons: [],
  checkpoints: [],
  measures: [],
  tasks: [],
  requests: [],
  commitments: [],
  endedCommitments: [],
  lettingGo: [],
  units: [],
  links: [],
  alerts: [],
  decisions: [],
  detections: 0,
  events: 0,
})

/** Whoever records in an incident takes part in it, at least by reporting. */
const take = (view: TopicView, held: Held, atHome: boolean): TopicView => {
  const agency = held.source.agency
  const known = !atHome || view.participants.some((one) => one.agency === agency)
  const participants = known
    ? view.participants
    : [...view.participants, { agency, state: 'reporting' as const, ...held }]
  return { ...view, participants, last: held, events: view.events + 1 }
}
