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

/**
 * A stretch of valid time over which a topic's summary is the same, as known since `knownFrom`. The last one of a group
 * has no end and is kept apart from the rectangles: it is what holds now.
 */
export interface Segment<Summary> {
  readonly from: number
  readonly to: number
  readonly summary: Summary
  readonly knownFrom: number
  readonly rectangle: number | undefined
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

export interface HistoryRules<Summary> {
  readonly topic: Topic
  readonly bits: AgencyBits
  /** The same object for the same summary: summaries are compared by identity. */
  readonly summarize: (view: TopicView) => Summary
}

export const twoTimeHistory = <Summary>({
  topic,
  bits,
  summarize,
}: HistoryRules<Summary>): TwoTimeHistory<Summary> => {
  const arrived: FiledEvent[] = []
  const filedOf = new Map<RecordedEvent, FiledEvent>()
  const aimedAt = new Set<string>()
  let groups: readonly Group<Summary>[] = [
    { slot: 0, mask: EVERYBODY, view: undefined, last: undefined, segments: [] },
  ]
  let slots = 1
  let rectangles = 0

  const arrive = (filed: FiledEvent, known: number, sink: RectangleSink<Summary>): void => {
    arrived.push(filed)
    filedOf.set(filed.event, filed)
    const aims = aimsOf(filed.event)
    for (const id of aims) aimedAt.add(id)
    const isPlain = aims.length === 0 && !aimedAt.has(filed.event.id)
    const released = isRelease(filed.event) ? releasedTo(filed.event, bits) : 0n
    const touched = isPlain ? filed.mask : aimedAt.has(filed.event.id) ? EVERYBODY : filed.mask | released
    groups = groups.flatMap((group) => {
      const parts = split(split([group.mask], filed.mask), released)
      const apart = parts.length > 1
      if (apart) for (const segment of group.segments) end(segment, group.mask, known, sink)
      return parts.map((mask) => {
        const part = apart ? reopen(group, mask, known, sink) : group
        if ((mask & touched) === 0n) return part
        const inOrder = part.last === undefined || byOccurrence(part.last.event, filed.event) < 0
        return isPlain && inOrder ? step(part, filed, known, sink) : refold(part, known, sink)
      })
    })
  }

  /** An unsplit group's next event: one step of the fold. */
  const step = (
    group: Group<Summary>,
    filed: FiledEvent,
    known: number,
    sink: RectangleSink<Summary>,
  ): Group<Summary> => {
    const view = evolveTopic(group.view, topic, filed.event, filed.changes)
    const summary = summarize(view)
    const tail = group.segments.at(-1)
    if (tail?.summary === summary) return { ...group, view, last: filed }
    const from = filed.occurredMs
    const before = tail === undefined ? [] : group.segments.slice(0, -1)
    if (tail !== undefined) end(tail, group.mask, known, sink)
    const past =
      tail !== undefined && tail.from < from ? [begin({ ...tail, to: from }, group.mask, known, sink)] : []
    const next = begin({ from, to: OPEN, summary }, group.mask, known, sink)
    return { ...group, view, last: filed, segments: [...before, ...past, next] }
  }

  /** Folds anew what is in force for a group, and keeps the segments that are as they were. */
  const refold = (group: Group<Summary>, known: number, sink: RectangleSink<Summary>): Group<Summary> => {
    const reader = bits.nameIn(group.mask)
    const bit = group.mask & -group.mask
    const sees = (event: RecordedEvent) => ((filedOf.get(event)?.mask ?? 0n) & bit) !== 0n
    const inForce = eventsInForce(
      arrived.map(({ event }) => event),
      reader,
      sees,
      {},
    )
      .map((event) => filedOf.get(event)!)
      .filter(({ isMember }) => isMember)
    const { view, stretches } = stretchesOf(inForce)
    const kept = new Map(group.segments.map((segment) => [stretchKey(segment), segment]))
    const segments = stretches.map((stretch) => {
      const same = kept.get(stretchKey(stretch))
      if (same?.summary !== stretch.summary) return { stretch, same: undefined }
      kept.delete(stretchKey(stretch))
      return { stretch, same }
    })
    for (const segment of kept.values()) end(segment, group.mask, known, sink)
    return {
      ...group,
      view,
      last: inForce.at(-1),
      segments: segments.map(({ stretch, same }) => same ?? begin(stretch, group.mask, known, sink)),
    }
  }

  const stretchesOf = (inForce: readonly FiledEvent[]) => {
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

  /** What has an end in valid time goes into the rectangles at once; what has none when it ends. */
  const begin = (
    { from, to, summary }: Stretch<Summary>,
    mask: bigint,
    known: number,
    sink: RectangleSink<Summary>,
  ): Segment<Summary> => {
    turn({ from, to, summary }, mask, known, 1, sink)
    if (to === OPEN) return { from, to, summary, knownFrom: known, rectangle: undefined }
    const rectangle = rectangles++
    const bounds = { knownFrom: known, knownTo: OPEN, validFrom: from, validTo: to }
    sink.add({ id: rectangle, ...bounds, mask, summary })
    return { from, to, summary, knownFrom: known, rectangle }
  }

  const end = (segment: Segment<Summary>, mask: bigint, known: number, sink: RectangleSink<Summary>) => {
    const { from, to, summary, knownFrom, rectangle } = segment
    turn(segment, mask, known, -1, sink)
    if (rectangle !== undefined) {
      if (knownFrom === known) sink.remove(rectangle)
      else sink.close(rectangle, known)
    } else if (knownFrom < known) {
      const bounds = { knownFrom, knownTo: known, validFrom: from, validTo: to }
      sink.add({ id: rectangles++, ...bounds, mask, summary })
    }
  }

  const reopen = (group: Group<Summary>, mask: bigint, known: number, sink: RectangleSink<Summary>) => ({
    ...group,
    slot: slots++,
    mask,
    segments: group.segments.map((segment) => begin(segment, mask, known, sink)),
  })

  return {
    get groups() {
      return groups
    },
    arrive,
  }
}

type Stretch<Summary> = Pick<Segment<Summary>, 'from' | 'to' | 'summary'>

/** A stretch that begins or ends to hold. */
const turn = <Summary>(
  { from, to, summary }: Stretch<Summary>,
  mask: bigint,
  known: number,
  sign: 1 | -1,
  { corner }: RectangleSink<Summary>,
): void => {
  corner?.({ known, valid: from, mask, summary, sign })
  if (to !== OPEN) corner?.({ known, valid: to, mask, summary, sign: sign === 1 ? -1 : 1 })
}

const stretchKey = ({ from, to }: Pick<Segment<unknown>, 'from' | 'to'>) => `${from} ${to}`

/** Cuts each mask into what lies inside and outside another one. */
const split = (masks: readonly bigint[], by: bigint): readonly bigint[] =>
  masks.flatMap((mask) => [mask & by, mask & ~by]).filter((mask) => mask !== 0n)

/** Whom a release concerns: the owner sees the event in any case. */
const releasedTo = ({ data, envelope }: RecordedEvent, bits: AgencyBits): bigint => {
  const { to } = data as { readonly to: readonly string[] }
  return to.reduce((mask, name) => mask | bits.bitOf(name), 0n) & ~bits.bitOf(envelope.agency)
}
