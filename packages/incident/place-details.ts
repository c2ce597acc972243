import { z } from 'zod'
import type { Change } from './change.ts'
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

interface Placed {
  readonly lat?: number | undefined
  readonly lon?: number | undefined
  readonly soum?: string | undefined
  readonly soums?: readonly string[] | undefined
  readonly area?: string | undefined
  readonly areas?: readonly string[] | undefined
  readonly address?: string | undefined
}

/** The administrative areas an event names, whichever way it names them. */
export const areasOf = ({ soum, soums, area, areas }: Placed): readonly string[] => [
  ...new Set([soum, area, ...(soums ?? []), ...(areas ?? [])].filter((one) => one !== undefined)),
]

/** What the place of an event changes; nothing, where it does not say where. A lone coordinate says nothing. */
export const placeOf = (placed: Placed): readonly Change[] => {
  const { lat, lon, address } = placed
  const areas = areasOf(placed)
  const point = lat === undefined || lon === undefined ? {} : { lat, lon }
  if (!('lat' in point) && address === undefined && areas.length === 0) return []
  return [{ change: 'place', ...point, name: address, areas }]
}
