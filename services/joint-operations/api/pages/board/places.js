/** Where the picture has something: pure, from what was answered. */

import { calledBySender } from './shown.js'

const METRES = 1000

/**
 * What a map can show, what is drawn first below what comes later: search rings, detections, what was reported of the
 * incident that is chosen, and the incidents listed. Each with where it is, what it is called, and the incident it leads to.
 */
export const placesIn = ({ situation, found, incident, detections }) => {
  const listed = found?.incidents.nodes ?? situation?.incidents.nodes ?? []
  const entries = incident?.timeline.nodes.filter(({ inForce }) => inForce).map(({ event }) => event) ?? []
  return [
    ...entries.filter(({ details }) => isPlace(details) && details.radiusKm > 0).map(ring),
    ...(detections?.nodes ?? []).map((detection) => ({
      ...at(detection),
      kind: 'detection',
      told: detection.acquiredAt,
    })),
    ...entries.filter(({ place }) => isPlace(place)).map(report),
    ...listed
      .filter(({ place }) => isPlace(place))
      .map((one) => ({
        ...at(one.place),
        kind: one.id === incident?.id ? 'incident chosen' : 'incident',
        told: [one.id, one.title ?? one.kind].filter(Boolean).join(', '),
        incident: one.id,
      })),
  ]
}

/** What the map does not show of it; undefined where it shows all. */
export const leftOut = ({ detections }) =>
  detections && detections.totalCount > detections.nodes.length
    ? `the first ${detections.nodes.length} of ${detections.totalCount} satellite detections nearby`
    : undefined

/** Degrees north and south, and twice as many east and west: some 150 km. */
const NEARBY = 1.5

/** What lies around a place. */
export const boxAround = ({ lat, lon }) => ({
  west: Math.max(lon - 2 * NEARBY, -180),
  east: Math.min(lon + 2 * NEARBY, 180),
  south: Math.max(lat - NEARBY, -90),
  north: Math.min(lat + NEARBY, 90),
})

/** Whether it has coordinates. */
export const isPlace = (place) => Number.isFinite(place?.lat) && Number.isFinite(place?.lon)

const at = ({ lat, lon }) => ({ lat, lon })

const ring = ({ details, reference }) => ({
  ...at(details),
  kind: 'ring',
  told: `${reference}: ${details.radiusKm} km`,
  radiusM: details.radiusKm * METRES,
})

const report = (event) => ({
  ...at(event.place),
  kind: 'report',
  told: `${event.agency}: ${calledBySender(event)} ${event.reference}`,
})
