import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { isWithin, type Paper, papersOf, saidLast } from '../derive/papers.ts'
import type { AsOf } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Areas that several agencies own: what happens there is offered to each of them. With a place, those that hold it."
    sharedAreas(
      "Only those that hold this point, degrees north; needs lon."
      lat: Float
      "Only those that hold this point, degrees east; needs lat."
      lon: Float
      "Only those that hold the administrative area of this code."
      area: String
      "At what moments."
      asOf: AsOf
    ): [SharedArea!]!
  }

  "An area that several agencies own, as it was defined last."
  type SharedArea {
    "Its name."
    id: ID!
    "Who owns it."
    owners: [String!]!
    "The administrative areas it covers, by their codes."
    areas: [String!]!
    "Its outline: closed, degrees east and north (RFC 7946); null where it has none."
    polygon: [[Float!]!]
    "Everything recorded of it, in the order in which it happened."
    history: [Event!]!
  }
`

type Outline = [number, number][]

interface SharedAreaArguments {
  readonly lat?: number | null
  readonly lon?: number | null
  readonly area?: string | null
  readonly asOf?: AsOf
}

export const resolvers = {
  Query: {
    sharedAreas: (_: unknown, { lat, lon, area, asOf }: SharedAreaArguments, { reading }: ApiContext) => {
      if ((lat == null) !== (lon == null)) throw apiError('BAD_INPUT', 'A point needs both lat and lon.')
      return papersOf(reading, ['SharedAreaDefined'], reading.moment(asOf)).filter(
        (one) =>
          isWithin(saidLast(one, 'until'), reading, one.moment) &&
          (area == null || areasOf(one).includes(area)) &&
          (lat == null || lon == null || holds(one, [lon, lat])),
      )
    },
  },
  SharedArea: {
    owners: (area: Paper) => saidLast(area, 'owners'),
    areas: (area: Paper) => areasOf(area),
    polygon: (area: Paper) => saidLast(area, 'polygon') ?? null,
    history: ({ events }: Paper) => events,
  },
}

const areasOf = (area: Paper): readonly string[] => (saidLast(area, 'areas') as string[] | undefined) ?? []

const holds = (area: Paper, point: [number, number]): boolean => {
  const outline = saidLast(area, 'polygon') as Outline | undefined
  return outline !== undefined && booleanPointInPolygon(point, { type: 'Polygon', coordinates: [outline] })
}
