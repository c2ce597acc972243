import type { Details } from './report-line.ts'
import { everywhere, fieldsOf } from './story-fields.ts'

/*
 * What is one thing here and goes by another name elsewhere. Only names are changed, never what is said: a field that
 * Concord has a word for already is left alone, and what nobody here knows is kept as it came.
 */

/** Details with their fields under the names that an event of that type has here, and codes in letters. */
export const inOurFields = (type: string, details: Details): Details => {
  const names = new Map(Object.entries({ ...everywhere, ...fieldsOf(type) }))
  const ours = new Set([...names.values()].map(({ field }) => field))
  const told = withPointSpread(details)
  const given = new Set(Object.keys(told).filter((field) => ours.has(field)))
  const renamed = Object.entries(told).map(([theirs, value]) => {
    const name = names.get(theirs)
    const isFree = theirs === name?.field || !given.has(name?.field ?? '')
    const meant = name && isFree ? name.as(value) : undefined
    if (name === undefined || meant === undefined) {
      return [(theirs === name?.field && name.otherwise) || theirs, value] as const
    }
    given.add(name.field)
    return [name.field, meant] as const
  })
  return Object.fromEntries(renamed)
}

/** `{ "location": { "lat": 49.6, "lon": 112.5 } }` says where as well as the two do by themselves. */
const withPointSpread = (details: Details): Details => {
  if ('lat' in details) return details
  const [field, point] =
    Object.entries(details).find(([name, value]) => pointWords.has(name) && isPoint(value)) ?? []
  if (field === undefined) return details
  const { [field]: _, ...others } = details
  return { ...others, ...(point as object) }
}

const pointWords: ReadonlySet<string> = new Set(['location', 'position', 'place', 'point', 'coordinates'])

const isPoint = (value: unknown): boolean => {
  const names = typeof value === 'object' && value !== null ? Object.keys(value).toSorted().join() : ''
  return names === 'lat,lon' || names === 'latitude,longitude' || names === 'lat,lng'
}
