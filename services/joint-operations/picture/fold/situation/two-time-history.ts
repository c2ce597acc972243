import {
  byOccurrence,
  type Change,
  eventsInForce,
  evolveTopic,
  isRelease,
  type Topic,
  type TopicView,
} from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { aimsOf } from '../../definition/aims.ts'
import { type AgencyBits, EVERYBODY } from '../../tables/agency-bits.ts'
import { OPEN, type RectangleSink } from './rectangle.ts'
import {
  replaceSegments,
  type Segment,
  type Segments,
  type Stretch,
  segmentsOfTopic,
  type Turn,
} from './segments.ts'

/** An event as it is filed under one topic, with what every fold of it needs. */
export interface FiledEvent {
  readonly event: RecordedEvent
  /** Whether it says something of the topic, or only corrects, retracts or releases what does. */
  readonly isMember: boolean
  readonly occurredMs: number
  readonly changes: readonly Change[]
  /** Who sees it by its marking, its owner included. */
  readonly mask: bigint
}

/** Agencies that have seen the same events of a topic, and what these make of it. */
export interface Group<Summary> {
  readonly slot: number
  readonly mask: bigint
  readonly view: TopicView | undefined
  readonly last: FiledEvent | undefined
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
  const arrived = new Map<RecordedEvent, FiledEvent>()
  const aimedAt = new Set<string>()
  const segments = segmentsOfTopic<Summary>()
  let groups: readonly Group<Summary>[] = [
    { slot: 0, mask: EVERYBODY, view: undefined, last: undefined, segments: [] },
  ]
  let slots = 1

  const arrive = (filed: FiledEvent, known: number, sink: RectangleSink<Summary>): void => {
    arrived.set(filed.event, filed)
    const aims = aimsOf(filed.event)
    for (const id of aims) aimedAt.add(id)
    const isAimedAt = aimedAt.has(filed.event.id)
    const isPlain = aims.length === 0 && !isAimedAt
    const released = isRelease(filed.event) ? releasedTo(filed.event, bits) : 0n
    const touched = isPlain ? filed.mask : isAimedAt ? EVERYBODY : filed.mask | released
    const take = (group: Group<Summary>): Group<Summary> => {
      if ((group.mask & touched) === 0n) return group
      const turn = { mask: group.mask, known, sink }
      const isInOrder = group.last === undefined || byOccurrence(group.last.event, filed.event) < 0
      return isPlain && isInOrder
        ? step(rules, segments, group, filed, turn)
        : refold(rules, segments, group, arrived, turn)
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
  const summary = summarize(view)
  const tail = group.segments.at(-1)
  if (tail?.summary === summary) return { ...group, view, last: filed }
  const from = filed.occurredMs
  const before = tail === undefined ? [] : group.segments.slice(0, -1)
  if (tail !== undefined) end(tail, turn)
  const past = tail !== undefined && tail.from < from ? [begin({ ...tail, to: from }, turn)] : []
  const next = begin({ from, to: OPEN, summary }, turn)
  return { ...group, view, last: filed, segments: [...before, ...past, next] }
}

/** Folds anew what is in force for a group. */
const refold = <Summary>(
  rules: HistoryRules<Summary>,
  segments: Segments<Summary>,
  group: Group<Summary>,
  arrived: ReadonlyMap<RecordedEvent, FiledEvent>,
  turn: Turn<Summary>,
): Group<Summary> => {
  const bit = group.mask & -group.mask
  const sees = (event: RecordedEvent) => ((arrived.get(event)?.mask ?? 0n) & bit) !== 0n
  const inForce = eventsInForce([...arrived.keys()], rules.bits.nameIn(group.mask), sees, {})
    .map((event) => arrived.get(event)!)
    .filter(({ isMember }) => isMember)
  const { view, stretches } = stretchesOf(rules, inForce)
  const replaced = replaceSegments(segments, group.segments, stretches, turn)
  return { ...group, view, last: inForce.at(-1), segments: replaced }
}

const stretchesOf = <Summary>(
  { topic, summarize }: HistoryRules<Summary>,
  inForce: readonly FiledEvent[],
) => {
  const stretches: Stretch<Summary>[] = []
  let view: TopicView | undefined
  inForce.forEach((filed, index) => {
    view = evolveTopic(view, topic, filed.event, filed.changes)
    const from = filed.occurredMs
    if (inForce[index + 1]?.occurredMs === from) return
    const summary = summarize(view)
    const before = stretches.at(-1)
    if (before?.summary === summary) return
    if (before !== undefined) stretches[stretches.length - 1] = { ...before, to: from }
    stretches.push({ from, to: OPEN, summary })
  })
  return { view, stretches }
}

/** Cuts each mask into what lies inside and outside another one. */
const split = (masks: readonly bigint[], by: bigint): readonly bigint[] =>
  masks.flatMap((mask) => [mask & by, mask & ~by]).filter((mask) => mask !== 0n)

/** Whom a release concerns: the owner sees the event in any case. */
const releasedTo = ({ data, envelope }: RecordedEvent, bits: AgencyBits): bigint => {
  const { to } = data as { readonly to: readonly string[] }
  return to.reduce((mask, name) => mask | bits.bitOf(name), 0n) & ~bits.bitOf(envelope.agency)
}
