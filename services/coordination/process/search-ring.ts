import {
  type Change,
  keyOf,
  type Meaning,
  type PersonChange,
  releaseIn,
  type Topic,
  viewOf,
} from '@concord/incident'
import { knownAt, type Marking, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { type DueCommand, stepKey } from '../due-command.ts'
import { markingsWithin, operationOf } from './activation.ts'
import { MINUTE_MS } from './cooperation-rule.ts'
import type { DueRing } from './due.ts'
import { afterWord, type Ground, releaseWordOf } from './release-word.ts'
import { bearingOn } from './said.ts'
import { agencies, toldTo } from './told-to.ts'

/** The incident of a ring, in the order of the log. */
export interface IncidentOfRing {
  /** Its events, whoever may see them. */
  readonly all: readonly RecordedEvent[]
  /** Those that the joint centre may see. */
  readonly seen: readonly RecordedEvent[]
  /** The words of their owners by which the joint centre sees some of them, or does not, other than by their marking. */
  readonly words: readonly RecordedEvent[]
  /** Those of them that are in force. */
  readonly inForce: readonly RecordedEvent[]
}

/**
 * How far those who are out can have come: speed times terrain factor times the time since they were last seen, around
 * the place where that was. Undefined while nobody is out, or when nothing has changed since the last ring.
 *
 * It rests on what the joint centre may see, and is told within what bore on that. Where an incident has several escapes,
 * each has a ring of its own: around the report that set it off, or what corrected that, for those whom it names.
 */
export const searchRing = (
  due: DueRing,
  incident: IncidentOfRing,
  meaning: Meaning,
): DueCommand | undefined => {
  const { activation, tick } = due
  const view = viewOf(`incident:${activation.incident}` as Topic, incident.inForce, meaning)
  const { lastSeen, sought } = ofThisSearch(due, incident, meaning)
  const out = (view?.persons ?? []).filter(
    ({ subject, status }) =>
      (status === 'at-large' || status === 'missing') && (sought.size === 0 || sought.has(subject)),
  )
  if (view === undefined || out.length === 0 || lastSeen === undefined) return undefined
  if (activation.ring?.tick === tick && activation.ring.basis === lastSeen.id) return undefined
  const point = pointOf(lastSeen, meaning)
  const within = bearingOnRing(due, incident, meaning, { sought, isPlaced: point !== undefined })
  return commandOf(
    due,
    lastSeen,
    out.map(({ subject }) => subject),
    point ?? view.place,
    within.map((event) => markingIn(incident, event)),
  )
}

/**
 * What bears on a ring: reports of this search and of others, what becomes of those who are sought, where the incident is
 * where the last report on them does not say where they were, whatever corrects or takes back any of that, and by which
 * release the joint centre sees it, or does not any more.
 */
const bearingOnRing = (
  { rule }: DueRing,
  { all, seen, words }: IncidentOfRing,
  meaning: Meaning,
  { sought, isPlaced }: { readonly sought: ReadonlySet<string>; readonly isPlaced: boolean },
): readonly RecordedEvent[] => {
  const reports = [...rule.when.types, ...rule.searchRing!.lastSeenBy]
  const isOfRing = (event: RecordedEvent): boolean =>
    reports.includes(event.type) ||
    meaning(event).some(
      (change) =>
        (change.change === 'place' && !isPlaced) ||
        (saysHowSomebodyIs(change) && (sought.size === 0 || sought.has(change.subject))),
    )
  const wouldBear = new Set(bearingOn(all, isOfRing).map((event) => keyOf(event, event.id)))
  const releases = words.filter((word) => wouldBear.has(keyOf(word, releaseIn(word)!.event)))
  return [...bearingOn(seen, isOfRing), ...releases]
}

/** For whom what rests on an event is, as its owner has it by now. */
const markingIn = ({ all }: IncidentOfRing, event: RecordedEvent): Marking => {
  const words = all.flatMap((word) => releaseWordOf(word, agencies) ?? [])
  const ground: Ground = { record: keyOf(event, event.id), marking: event.envelope.marking }
  return words.reduce(afterWord, ground).marking
}

/** Of several searches in one incident: where its own people were last seen, and who they are; nobody in particular where no name is known. */
const ofThisSearch = ({ activation, rule }: DueRing, { seen, inForce }: IncidentOfRing, meaning: Meaning) => {
  const own = saying(seen, [activation.trigger.id])
  const others = saying(
    seen,
    seen.filter(({ id, type }) => rule.when.types.includes(type) && !own.has(id)).map(({ id }) => id),
  )
  const { lastSeenBy } = rule.searchRing!
  return {
    lastSeen: inForce.findLast(({ id, type }) => lastSeenBy.includes(type) && !others.has(id)),
    sought: subjectsOf(
      inForce.filter(({ id }) => own.has(id)),
      meaning,
    ),
  }
}

/**
 * A ring holds for the hour of its tick, or for the moment at which a correction became known, if that is later; the same
 * tick and the same last word on where they were seen give the same ring.
 */
const commandOf = (
  { activation, rule, tick, phases }: DueRing,
  lastSeen: RecordedEvent,
  subjects: readonly string[],
  centre: { readonly lat?: number | undefined; readonly lon?: number | undefined } | undefined,
  within: readonly Marking[],
): DueCommand => {
  const ring = rule.searchRing!
  const tickMs = millisecondsOf(activation.trigger.recordedAt) + tick * ring.everyMinutes * MINUTE_MS
  const atMs = Math.max(tickMs, millisecondsOf(knownAt(lastSeen)))
  const since = lastSeen.envelope.occurredAt
  const radiusKm = radius(atMs - millisecondsOf(since), ring)
  return {
    key: stepKey(rule.id, activation.trigger.id, 'ring', tick, lastSeen.id),
    command: 'ComputeSearchRing',
    incident: operationOf(activation),
    occurredAt: new Date(atMs).toISOString(),
    mode: activation.mode,
    marking: toldTo([...markingsWithin(activation), ...within, ...phases()]),
    summary: `Search ring of ${radiusKm} km`,
    data: {
      incident: activation.incident,
      search: activation.time,
      subjects,
      ...(centre?.lat === undefined || centre.lon === undefined ? {} : { lat: centre.lat, lon: centre.lon }),
      radiusKm,
      since,
      speedKmh: ring.speedKmh,
      terrainFactor: ring.terrainFactor,
      rule: rule.id,
      trigger: activation.trigger.id,
      tick,
      basis: [lastSeen.id],
    },
  }
}

/** The ids of reports and of everything that corrects them, one after the other. */
const saying = (events: readonly RecordedEvent[], reports: readonly string[]): ReadonlySet<string> => {
  const ids = new Set(reports)
  for (const { id, envelope } of events) if (ids.has(envelope.corrects ?? '')) ids.add(id)
  return ids
}

const subjectsOf = (events: readonly RecordedEvent[], meaning: Meaning): ReadonlySet<string> =>
  new Set(events.flatMap(meaning).flatMap((change) => (saysHowSomebodyIs(change) ? [change.subject] : [])))

const saysHowSomebodyIs = (change: Change): change is PersonChange =>
  change.change === 'person' && change.status !== 'involved'

/** Kilometres, rounded up to a tenth: a ring that is too small is worse than one too large. */
const radius = (
  elapsedMs: number,
  { speedKmh, terrainFactor, mostKm }: { speedKmh: number; terrainFactor: number; mostKm: number },
): number =>
  Math.min(mostKm, Math.ceil((Math.max(0, elapsedMs) / 3_600_000) * speedKmh * terrainFactor * 10) / 10)

const pointOf = (event: RecordedEvent, meaning: Meaning) =>
  meaning(event).find((change) => change.change === 'place' && change.lat !== undefined) as
    | { readonly lat: number; readonly lon: number }
    | undefined
