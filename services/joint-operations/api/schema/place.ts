import { distanceKm, type Point } from '../derive/distance.ts'

export const typeDefs = /* GraphQL */ `
  "Where something is."
  type Place {
    "Degrees north, WGS 84."
    lat: Float
    "Degrees east, WGS 84."
    lon: Float
    "The place in words."
    name: String
    "How far it is from a point, in kilometres as the crow flies, within 0.6 %; null where the place has no coordinates."
    distanceKm(
      "Degrees north, WGS 84."
      lat: Float!
      "Degrees east, WGS 84."
      lon: Float!
    ): Float
  }
`

/** Where something is, as far as somebody said. */
export interface PlaceNode {
  readonly lat?: number | undefined
  readonly lon?: number | undefined
  readonly name?: string | undefined
}

/** Where an event says that it happened; null where it does not say. */
export const placeOfEvent = (data: unknown): PlaceNode | null => {
  const { lat, lon, address } = (data ?? {}) as Readonly<Record<string, unknown>>
  const point = typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : undefined
  const name = typeof address === 'string' ? address : undefined
  return point || name !== undefined ? { ...point, name } : null
}

export const resolvers = {
  Place: {
    distanceKm: ({ lat, lon }: PlaceNode, from: Point) =>
      lat === undefined || lon === undefined ? null : distanceKm({ lat, lon }, from),
  },
}
