import { type Meaning, type Topic, viewOf } from '@concord/incident'
import { knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { type DueCommand, type DueRing, keyOf, MINUTE_MS } from './due.ts'
import { operationOf } from './process-state.ts'

/**
 * How far those who are out can have come: speed times terrain factor times the time since they were last seen, around
 * the place where that was. Undefined while nobody is out, or when nothing has changed since the last ring.
 *
 * `inForce` are the events of the incident in force, as the joint centre may see them. A ring holds for the hour of its
 * tick, or for the moment at which a correction became known, if that is later; the same tick and the same last word on
 * where they were seen give the same ring.
 */
export const searchRing = (
  { activation, rule, tick }: DueRing,
  inForce: readonly RecordedEvent[],
  meaning: Meaning,
): DueCommand | undefined => {
  const ring = rule.searchRing!
  const view = viewOf(`incident:${activation.incident}` as Topic, inForce, meaning)
  const out = (view?.persons ?? []).filter(({ status }) => status === 'at-large' || status === 'missing')
  const lastSeen = inForce.findLast(({ type }) => ring.lastSeenBy.includes(type))
  if (view === undefined || out.length === 0 || lastSeen === undefined) return undefined
  if (activation.ring?.tick === tick && activation.ring.basis === lastSeen.id) return undefined

  const tickMs = millisecondsOf(activation.trigger.recordedAt) + tick * ring.everyMinutes * MINUTE_MS
  const atMs = Math.max(tickMs, millisecondsOf(knownAt(lastSeen)))
  const since = lastSeen.envelope.occurredAt
  const radiusKm = radius(atMs - millisecondsOf(since), ring)
  const centre = pointOf(lastSeen, meaning) ?? view.place
  return {
    key: keyOf(rule.id, activation.trigger.id, 'ring', tick, lastSeen.id),
    command: 'ComputeSearchRing',
    incident: operationOf(activation),
    occurredAt: new Date(atMs).toISOString(),
    mode: activation.mode,
    marking: lastSeen.envelope.marking,
    summary: `Search ring of ${radiusKm} km`,
    data: {
      incident: activation.incident,
      subjects: out.map(({ subject }) => subject),
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
