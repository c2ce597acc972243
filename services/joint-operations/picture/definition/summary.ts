import { type Change, type IncidentStatus, type Severity, type TopicView, topicId } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import type { Box } from '../asked/box.ts'
import type { IncidentFilter, IncidentOrder, IncidentSummary } from '../asked/incidents.ts'

/** What a list shows of a topic's view. */
export const summaryOf = (view: TopicView): IncidentSummary => ({
  id: topicId(view.topic),
  form: view.form,
  kind: view.kind,
  title: view.title,
  mode: view.mode,
  status: view.status,
  severity: view.severity,
  lead: view.lead,
  agencies: view.participants.map(({ agency }) => agency),
  areas: view.areas,
  lat: view.place?.lat,
  lon: view.place?.lon,
  openedAt: view.opened.since,
  changedAt: view.last.since,
})

/** Whether a change bears on what a list shows; the others are for whoever opens the incident. */
export const bearsOnSummary = ({ change }: Change): boolean => shown[change]

const shown: Readonly<Record<Change['change'], boolean>> = {
  ...{ acknowledge: true, describe: true, participant: true, place: true, status: true, unmerge: true },
  // An incident is not over while one of those it is about is still out.
  person: true,
  ...{ alert: false, checkpoint: false, commitment: false, decision: false, detections: false, fact: false },
  ...{ link: false, measure: false, request: false, task: false, unit: false },
}

/** Statuses in the order in which an incident runs through them: what comes from `resolved` on is over. */
export const statuses: readonly IncidentStatus[] = [
  'reported',
  'acknowledged',
  'active',
  'contained',
  'resolved',
  'closed',
  'merged',
]

/** From the least to the gravest. */
export const severities: readonly Severity[] = ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme']

/** The number by which an order sorts; equals are told apart by id. */
export const sortKey = (incident: IncidentSummary, by: IncidentOrder['by']): number => {
  if (by === 'opened') return millisecondsOf(incident.openedAt)
  if (by === 'changed') return millisecondsOf(incident.changedAt)
  return by === 'severity' ? severities.indexOf(incident.severity) : 0
}

/** Whether an incident passes the filter, its text left aside: that asks the events. */
export const passes = (incident: IncidentSummary, filter: IncidentFilter): boolean => {
  const openedMs = millisecondsOf(incident.openedAt)
  return (
    among(filter.forms, incident.form) &&
    among(filter.statuses, incident.status) &&
    among(filter.kinds, incident.kind) &&
    among(filter.severities, incident.severity) &&
    among(filter.modes, incident.mode) &&
    (filter.agencies === undefined || filter.agencies.some((one) => incident.agencies.includes(one))) &&
    (filter.areas === undefined || filter.areas.some((one) => incident.areas.includes(one))) &&
    (filter.box === undefined || isInside(filter.box, incident.lat, incident.lon)) &&
    (filter.openedAfter === undefined || openedMs > millisecondsOf(filter.openedAfter)) &&
    (filter.openedBefore === undefined || openedMs < millisecondsOf(filter.openedBefore))
  )
}

const among = <Value>(allowed: readonly Value[] | undefined, value: Value | undefined): boolean =>
  allowed === undefined || (value !== undefined && allowed.includes(value))

/** Edges count. West greater than east crosses the antimeridian. */
export const isInside = (box: Box, lat: number | undefined, lon: number | undefined): boolean => {
  if (lat === undefined || lon === undefined) return false
  if (lat < box.south || lat > box.north) return false
  return box.west <= box.east ? lon >= box.west && lon <= box.east : lon >= box.west || lon <= box.east
}
