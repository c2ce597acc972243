import { distanceKm, type Point } from '../derive/distance.ts'
import type { PlaceNode } from '../derive/place-node.ts'

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

export const resolvers = {
  Place: {
    distanceKm: ({ lat, lon }: PlaceNode, from: Point) =>
      lat === undefined || lon === undefined ? null : distanceKm({ lat, lon }, from),
  },
}
