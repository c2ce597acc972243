import { byPosition, type Change, type Detection } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { Hotspot, HotspotFilter } from '../asked/hotspots.ts'
import type { Whereabouts } from '../knowledge/picture-knowledge.ts'
import { isInside } from './summary.ts'

/** The detections an event brings. */
export const detectionsOf = (changes: readonly Change[]): readonly Detection[] =>
  changes.flatMap((change) => (change.change === 'detections' ? change.detections : []))

/** Each detection once, as the first of the events brought it. What the sender says of its place counts. */
export const hotspotsOf = (
  events: readonly RecordedEvent[],
  changes: (event: RecordedEvent) => readonly Change[],
  whereabouts: Whereabouts,
): readonly Hotspot[] => {
  const found = new Map<string, Hotspot>()
  for (const event of events.toSorted(byPosition)) {
    for (const detection of detectionsOf(changes(event))) {
      if (!found.has(detection.key)) found.set(detection.key, hotspotOf(detection, event.id, whereabouts))
    }
  }
  return [...found.values()]
}

/**
 * A detection as a hot spot, brought by an event of that id. What the sender does not say of its place is looked up.
 */
export const hotspotOf = (detection: Detection, event: string, whereabouts: Whereabouts): Hotspot => {
  const { key, lat, lon, acquiredAt, satellite } = detection
  const told = detection.country !== undefined && detection.place !== undefined
  const found = told ? undefined : whereabouts(lat, lon)
  return {
    key,
    lat,
    lon,
    confidence: detection.confidence,
    acquiredAt,
    satellite,
    country: detection.country ?? found?.country,
    place: detection.place ?? found?.place,
    event,
  }
}

/** Confidence limits both count as inside. */
export const passesHotspot = (hotspot: Hotspot, filter: HotspotFilter): boolean =>
  (filter.box === undefined || isInside(filter.box, hotspot.lat, hotspot.lon)) &&
  (filter.minConfidence === undefined || (hotspot.confidence ?? Number.NaN) >= filter.minConfidence) &&
  (filter.maxConfidence === undefined || (hotspot.confidence ?? Number.NaN) <= filter.maxConfidence) &&
  (filter.country === undefined || hotspot.country === filter.country)
