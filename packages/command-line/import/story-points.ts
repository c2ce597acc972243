import type { Details } from './report-line.ts'

/** What a story calls the place of what it tells. */
export const pointWords = ['location', 'position', 'place', 'point', 'coordinates'] as const

const words: ReadonlySet<string> = new Set(pointWords)

/** `{ "location": { "lat": 49.6, "lon": 112.5 } }` says where as well as the two do by themselves. */
export const withPointSpread = (details: Details): Details => {
  if ('lat' in details) return details
  const [field, point] =
    Object.entries(details).find(([name, value]) => words.has(name) && isPoint(value)) ?? []
  if (field === undefined) return details
  const { [field]: _, ...others } = details
  return { ...others, ...(point as object) }
}

const isPoint = (value: unknown): boolean => {
  const names = typeof value === 'object' && value !== null ? Object.keys(value).toSorted().join() : ''
  return names === 'lat,lon' || names === 'latitude,longitude' || names === 'lat,lng'
}
