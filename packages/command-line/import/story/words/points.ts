import type { Details } from '../../report-line.ts'

/** What a story calls the place of what it tells. */
export const pointWords = [
  ...['location', 'position', 'place', 'point', 'coordinates', 'geometry'],
  ...['loc', 'pos', 'where', 'site', 'geo', 'gps', 'coords', 'coord'],
] as const

const words: ReadonlySet<string> = new Set(pointWords)

/**
 * `{ "location": { "lat": 49.6, "lon": 112.5 } }` says where as well as the two do by themselves, and so does a point of
 * GeoJSON (RFC 7946), which has the longitude first. Of two bare numbers nobody says which is which: they stay as they came.
 */
export const withPointSpread = (details: Details): Details => {
  if ('lat' in details) return details
  const [found] = Object.entries(details).flatMap(([field, value]) => {
    const point = words.has(field) ? pointIn(value) : undefined
    return point === undefined ? [] : [{ field, point }]
  })
  if (found === undefined) return details
  const { [found.field]: _, ...others } = details
  return { ...others, ...found.point }
}

const pointIn = (value: unknown): Details | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const told = value as Details
  const names = Object.keys(told).toSorted().join()
  if (named.has(names)) return told
  if (names !== 'coordinates,type' || told.type !== 'Point' || !Array.isArray(told.coordinates))
    return undefined
  const [lon, lat] = told.coordinates
  return typeof lon === 'number' && typeof lat === 'number' ? { lat, lon } : undefined
}

const named: ReadonlySet<string> = new Set(['lat,lon', 'latitude,longitude', 'lat,lng'])
