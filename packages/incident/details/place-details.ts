import { z } from 'zod'
import type { Change } from '../changes/change.ts'
import { areaSchema, latitudeSchema, longitudeSchema, textSchema } from './details.ts'

/** The fields by which an event may say where. Taken into an event's details by spreading. */
export const placeDetails = {
  lat: latitudeSchema.optional(),
  lon: longitudeSchema.optional(),
  soum: areaSchema.optional(),
  soums: z.array(areaSchema).max(500).optional().meta({ description: 'Codes of administrative areas.' }),
  area: areaSchema.optional(),
  areas: z.array(areaSchema).max(500).optional().meta({ description: 'Codes of administrative areas.' }),
  address: textSchema.optional().meta({ description: 'The place in words.' }),
} as const

/** Where something is, as {@link placeDetails} has it. */
export interface Placed {
  readonly lat?: number | undefined
  readonly lon?: number | undefined
  readonly soum?: string | undefined
  readonly soums?: readonly string[] | undefined
  readonly area?: string | undefined
  readonly areas?: readonly string[] | undefined
  readonly address?: string | undefined
}

/**
 * The administrative areas an event names, whichever way it names them: as areas, or as what a country calls them, one or
 * several, such as `district` or `provinces`.
 */
export const areasOf = (placed: Placed): readonly string[] => [
  ...new Set(
    Object.entries(placed).flatMap(([field, value]) => (areaWords.has(field) ? codesIn(value) : [])),
  ),
]

const areaWords: ReadonlySet<string> = new Set([
  ...['soum', 'bag', 'aimag', 'area', 'district', 'province', 'region', 'municipality', 'county', 'commune'],
  ...['soums', 'bags', 'aimags', 'areas', 'districts', 'provinces', 'regions', 'municipalities', 'counties'],
  ...['communes', 'canton', 'cantons', 'oblast', 'oblasts', 'raion', 'raions', 'prefecture', 'prefectures'],
])

/** The fields that say where. A number in one of them counts nothing. */
export const placeFields: ReadonlySet<string> = new Set([...Object.keys(placeDetails), ...areaWords])

/** A code is a word, even one that is written in digits alone. */
const codesIn = (value: unknown): readonly string[] =>
  [value]
    .flat()
    .flatMap((one) => (typeof one === 'string' ? [one] : Number.isInteger(one) ? [String(one)] : []))

/** What the place of an event changes; nothing, where it does not say where. A lone coordinate says nothing. */
export const placeOf = (placed: Placed): readonly Change[] => {
  const { lat, lon, address } = placed
  const areas = areasOf(placed)
  const point = lat === undefined || lon === undefined ? {} : { lat, lon }
  if (!('lat' in point) && address === undefined && areas.length === 0) return []
  return [{ change: 'place', ...point, name: address, areas }]
}
