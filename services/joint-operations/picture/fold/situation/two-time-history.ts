import { evolveTopic, isRelease, type Topic, type TopicView } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { type AgencyBits, EVERYBODY } from '../../tables/agency-bits.ts'
import { entangledEvents, withStanding } from './entangled-events.ts'
import {
  append,
  type ChangedEvents,
  type EventsInForce,
  keptUpTo,
  noneInForce,
  placeOf,
} from './events-in-force.ts'
import type { FiledEvent } from './filed-event.ts'
import { OPEN, type RectangleSink } from './rectangle.ts'
import {
  replaceSegments,
  type Segment,
  type Segments,
  type Stretch,
  segmentsOfTopic,
  type Turn,
} from './segments.ts'

/** Agencies that have seen the same events of a topic, and what these make of it. */
export interface Group<Summary> {
  readonly slot: number
  readonly mask: bigint
  readonly view: TopicView | undefined
  readonly inForce: EventsInForce
  readonly segments: readonly Segment<Summary>[]
}

/**
 * A topic's history in two times. Events arrive in the order in which they became known; each closes the rectangles that
 * no longer hold and opens those that do from now on. The same events in the same order give the same rectangles under
 * the same numbers, so a history that was forgotten is made again by letting its events arrive anew.
 */
export interface TwoTimeHistory<Summary> {
  readonly groups: readonly Group<Summary>[]
  /** `known` is the place on the known axis; it never goes back. */
  arrive(filed: FiledEvent, known: number, sink: RectangleSink<Summary>): void
}

/** Whose history it is, and how its views are summed up. */
interface HistoryRules<Summary> {
  readonly topic: Topic
  readonly bits: AgencyBits
  /** The same object for the same summary: summaries are compared by identity. */
  readonly summarize: (view: TopicView) => Summary
}

/**
 * Begins the history of a topic of which nothing has been told. See {@link TwoTimeHistory} for what it guarantees.
 */
export const twoTimeHistory = <Summary>(rules: HistoryRules<Summary>): TwoTimeHistory<Summary> => {
  const { bits } = rules
  const entangled = entangledEvents()
  const segments = segmentsOfTopic<Summary>()
  let groups: readonly Group<Summary>[] = [
    { slot: 0, mask: EVERYBODY, view: undefined, inForce: noneInForce(), segments: [] },
  ]
  let slots = 1

  const arrive = (filed: FiledEvent, known: number, sink: RectangleSink<Summary>): void => {
    const { isAimedAt, alike } = entangled.arrive(filed)
    const released = isRelease(filed.event) ? releasedTo(filed.event, bits) : 0n
    const touched = alike === undefined ? filed.mask : isAimedAt ? EVERYBODY : filed.mask | released
    const take = (group: Group<Summary>): Group<Summary> => {
      if ((group.mask & touched) === 0n) return group
      const turn = { mask: group.mask, known, sink }
      const { events } = group.inForce
      if (alike !== undefined)
        return refold(rules, segments, group, withStanding(events, alike, bits, group.mask), turn)
      const place = placeOf(events, filed)
      return place === events.length
        ? step(rules, segments, group, filed, turn)
        : refold(rules, segments, group, { events: events.toSpliced(place, 0, filed), place }, turn)
    }
    groups = groups.flatMap((group) => {
      const masks = split(split([group.mask], filed.mask), released)
      if (masks.length === 1) return take(group)
      for (const segment of group.segments) segments.end(segment, { mask: group.mask, known, sink })
      return masks.map((mask) => take(apart(group, { mask, known, sink })))
    })
  }

  /** Agencies of a group that no longer see the same as its others begin where it ended. */
  const apart = (group: Group<Summary>, turn: Turn<Summary>): Group<Summary> => ({
    ...group,
    slot: slots++,
    mask: turn.mask,
    inForce: { events: [...group.inForce.events], views: [...group.inForce.views] },
    segments: group.segments.map((segment) => segments.begin(segment, turn)),
  })

  return {
    get groups() {
      return groups
    },
    arrive,
  }
}

/** A group's next event: one step of the fold. */
const step = <Summary>(
  { topic, summarize }: HistoryRules<Summary>,
  { begin, end }: Segments<Summary>,
  group: Group<Summary>,
  filed: FiledEvent,
  turn: Turn<Summary>,
): Group<Summary> => {
  const view = evolveTopic(group.view, topic, filed.event, filed.changes)
  // The group before this event is not looked at any more: its lists go on in this one.
  append(group.inForce, filed, view)
  const summary = summarize(view)
  const tail = group.segments.at(-1)
  if (tail?.summary === summary) return { ...group, view }
  const from = filed.occurredMs
  const before = tail === undefined ? [] : group.segments.slice(0, -1)
  if (tail !== undefined) end(tail, turn)
  const past = tail !== undefined && tail.from < from ? [begin({ ...tail, to: from }, turn)] : []
  const next = begin({ from, to: OPEN, summary }, turn)
  return { ...group, view, segments: [...before, ...past, next] }
}

/** Folds anew what is in force for a group, from shortly before the place at which it is another one than before. */
const refold = <Summary>(
  { topic, summarize }: HistoryRules<Summary>,
  segments: Segments<Summary>,
  group: Group<Summary>,
  { events, place }: ChangedEvents,
  turn: Turn<Summary>,
): Group<Summary> => {
  const { inForce, startMs } = keptUpTo(group.inForce, events, place)
  const touched = group.segments.findIndex(({ to }) => to >= startMs)
  const kept = touched < 0 ? group.segments : group.segments.slice(0, touched)
  const left = group.segments.slice(kept.length)
  const stretches: Stretch<Summary>[] = left
    .slice(0, 1)
    .filter(({ from }) => from < startMs)
    .map(({ from, summary }) => ({ from, to: OPEN, summary }))
  let view = inForce.views.at(-1)
  for (let at = inForce.events.length; at < events.length; at++) {
    const { event, changes, occurredMs: from } = events[at]!
    view = evolveTopic(view, topic, event, changes)
    append(inForce, events[at]!, view)
    if (events[at + 1]?.occurredMs === from) continue
    const summary = summarize(view)
    const before = stretches.at(-1)
    if (before?.summary === summary) continue
    if (before !== undefined) stretches[stretches.length - 1] = { ...before, to: from }
    stretches.push({ from, to: OPEN, summary })
  }
  return {
    ...group,
    view,
    inForce,
    segments: [...kept, ...replaceSegments(segments, left, stretches, turn)],
  }
}

/** Cuts each mask into what lies inside and outside another one. */
const split = (masks: readonly bigint[], by: bigint): readonly bigint[] =>
  masks.flatMap((mask) => [mask & by, mask & ~by]).filter((mask) => mask !== 0n)

/** Whom a release concerns: the owner sees the event in any case. */
const releasedTo = ({ data, envelope }: RecordedEvent, bits: AgencyBits): bigint => {
  const { to } = data as { readonly to: readonly string[] }
  return to.reduce((mask, name) => mask | bits.bitOf(name), 0n) & ~bits.bitOf(envelope.agency)
}
