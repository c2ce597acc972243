import { evolveTopic, isRelease, type Topic, type TopicView } from '@concord/incident'
import { type AgencyBits, EVERYBODY } from '../../tables/agency-bits.ts'
import { goOnAlike } from './alike-views.ts'
import { entangledEvents, releasedTo } from './entangled-events.ts'
import {
  append,
  copyOf,
  type EventsInForce,
  keepView,
  noneInForce,
  placeOf,
  settle,
  viewBefore,
} from './events-in-force.ts'
import type { FiledEvent } from './filed-event.ts'
import { type Fates, judgeAnew } from './judge-anew.ts'
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
  readonly fates: Fates
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
  const { arrive: entangle, knots } = entangledEvents(bits)
  const segments = segmentsOfTopic<Summary>()
  let groups: readonly Group<Summary>[] = [
    { slot: 0, mask: EVERYBODY, view: undefined, inForce: noneInForce(), fates: new Map(), segments: [] },
  ]
  let slots = 1

  const arrive = (filed: FiledEvent, known: number, sink: RectangleSink<Summary>): void => {
    const { isAimedAt, keys } = entangle(filed)
    const released = isRelease(filed.event) ? releasedTo(filed.event, bits) : 0n
    const touched = isAimedAt ? EVERYBODY : filed.mask | released
    const take = (group: Group<Summary>): Group<Summary> => {
      const { mask, inForce, fates } = group
      if ((mask & touched) === 0n) return group
      const turn = { mask, known, sink }
      if (keys.length === 0 && placeOf(inForce.events, filed) === inForce.events.length)
        return step(rules, segments, group, filed, turn)
      const judged = keys.length === 0 ? [{ filed, stands: true }] : judgeAnew(knots, fates, keys, mask)
      return refold(rules, segments, group, settle(inForce, judged), turn)
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
    inForce: copyOf(group.inForce),
    fates: new Map(group.fates),
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

/** Folds anew what is in force for a group where it is another one than before: in order, from these places on. */
const refold = <Summary>(
  rules: HistoryRules<Summary>,
  segments: Segments<Summary>,
  group: Group<Summary>,
  places: readonly number[],
  turn: Turn<Summary>,
): Group<Summary> => {
  let refolded = { group, until: -1 }
  for (const place of places)
    if (place > refolded.until) refolded = refoldFrom(rules, segments, refolded.group, place, turn)
  return refolded.group
}

/** From shortly before the place until it comes to the same as before: `until` is the last place that was looked at. */
const refoldFrom = <Summary>(
  { topic, summarize }: HistoryRules<Summary>,
  segments: Segments<Summary>,
  group: Group<Summary>,
  from: number,
  turn: Turn<Summary>,
): { readonly group: Group<Summary>; readonly until: number } => {
  const { events, views } = group.inForce
  const start = viewBefore(group.inForce, from)
  const startMs = events[start]?.occurredMs ?? Number.NEGATIVE_INFINITY
  const first = placeAmong(group.segments, (segment) => segment.to >= startMs)
  const stretches: Stretch<Summary>[] = group.segments
    .slice(first, first + 1)
    .filter((segment) => segment.from < startMs)
    .map(({ from, summary }) => ({ from, to: OPEN, summary }))
  let view = views[start]
  let untilMs = OPEN
  let place = Math.max(0, start)
  for (; place < events.length && untilMs === OPEN; place++) {
    const { event, changes, occurredMs } = events[place]!
    const isLastOfMoment = events[place + 1]?.occurredMs !== occurredMs
    if (place !== start) {
      const before = views[place]
      view = evolveTopic(view, topic, event, changes)
      if (isLastOfMoment && before !== undefined && goOnAlike(before, view)) untilMs = occurredMs
      else keepView(group.inForce, place, view)
    }
    if (isLastOfMoment) stretch(stretches, occurredMs, summarize(view!))
  }
  const last = placeAmong(group.segments, (segment) => segment.to > untilMs)
  const left = group.segments.slice(first, last + 1)
  if (untilMs !== OPEN) stretches.push({ ...stretches.pop()!, to: left.at(-1)!.to })
  const between = replaceSegments(segments, left, stretches, turn)
  return {
    group: {
      ...group,
      view: untilMs === OPEN ? view : group.view,
      segments: group.segments.toSpliced(first, left.length, ...between),
    },
    until: place - 1,
  }
}

/** From a moment on it is this summary. */
const stretch = <Summary>(stretches: Stretch<Summary>[], from: number, summary: Summary): void => {
  const before = stretches.at(-1)
  if (before?.summary === summary) return
  if (before !== undefined) stretches[stretches.length - 1] = { ...before, to: from }
  stretches.push({ from, to: OPEN, summary })
}

/** The first place from which on it holds; there is a place before which it does not, as they stand in order. */
const placeAmong = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number => {
  let [from, to] = [0, items.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(items[middle]!)) to = middle
    else from = middle + 1
  }
  return from
}

/** Cuts each mask into what lies inside and outside another one. */
const split = (masks: readonly bigint[], by: bigint): readonly bigint[] =>
  masks.flatMap((mask) => [mask & by, mask & ~by]).filter((mask) => mask !== 0n)
