import { type Moment, realUnlessAsked } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import type { Box } from '../../picture/asked/box.ts'
import type { Hotspot, HotspotFilter } from '../../picture/asked/hotspots.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { resolveEvent } from '../derive/event-node.ts'
import { everyPage } from '../derive/every-page.ts'
import type { AsOf } from '../reading.ts'
import { boxOf } from './incident-filter.ts'
import { connectionOf, type PageArguments, pageOf } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Satellite detections of heat, each counted once however often it was delivered."
    hotspots(
      "Which detections."
      filter: HotspotFilter
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): HotspotConnection!
  }

  "Which detections. Every condition that is given has to hold."
  input HotspotFilter {
    "Delivered to this incident."
    incident: ID
    "Delivered by events of these modes; left out, by operational ones alone."
    modes: [Mode!]
    "In this box."
    box: BoxInput
    "Of at least this confidence, in percent."
    minConfidence: Float
    "Of at most this confidence, in percent."
    maxConfidence: Float
    "In this country, by its ISO 3166-1 code of two letters."
    country: String
  }

  "One satellite detection of heat."
  type Hotspot {
    "What makes it one: satellite, time and place."
    id: ID!
    "Degrees north, WGS 84."
    lat: Float!
    "Degrees east, WGS 84."
    lon: Float!
    "Confidence in percent as FIRMS gives it; null where the satellite tells a class instead, and then no bound on confidence finds it."
    confidence: Float
    "When the satellite saw it."
    acquiredAt: DateTime!
    "Which satellite."
    satellite: String!
    "The country it lies in, by its ISO 3166-1 code of two letters; null when none was found."
    country: String
    "The nearest known place; null when none is near."
    place: String
    "The event by which it was first delivered."
    event: Event
  }

  "Detections, page by page."
  type HotspotConnection {
    "The detections with their cursors."
    edges: [HotspotEdge!]!
    "The detections alone."
    nodes: [Hotspot!]!
    "How many distinct detections there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
    "How many there are by country and nearest place, the most first; places of the first 5,000 detections are counted."
    places: [HotspotPlace!]!
  }

  "A detection in a list."
  type HotspotEdge {
    "Its place in the list, for after."
    cursor: String!
    "The detection."
    node: Hotspot!
  }

  "How many detections are nearest to a place."
  type HotspotPlace {
    "The country, by its ISO 3166-1 code of two letters; null when none was found."
    country: String
    "The nearest known place; null when none is near."
    place: String
    "How many distinct detections."
    count: Int!
  }
`

interface HotspotFilterInput {
  readonly incident?: string | null
  readonly modes?: readonly Mode[] | null
  readonly box?: Box | null
  readonly minConfidence?: number | null
  readonly maxConfidence?: number | null
  readonly country?: string | null
}

/** How many detections are looked at for the count by place. */
const COUNTED_BY_PLACE = 5000

export const resolvers = {
  Query: {
    hotspots: (
      _: unknown,
      args: PageArguments & { readonly filter?: HotspotFilterInput; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(args.asOf)
      const request = pageOf(args)
      const filter = hotspotFilterOf(args.filter)
      reading.checkTime()
      const page = reading.services.picture.hotspots(reading.reader, filter, request, moment)
      const items = page.items.map(({ cursor, hotspot }) => ({ cursor, node: { ...hotspot, moment } }))
      return {
        ...connectionOf(items, page, request.after),
        places: () => placesOf(filter, moment, reading),
      }
    },
  },
  Hotspot: {
    id: (hotspot: Hotspot) => hotspot.key,
    event: (hotspot: Hotspot & { readonly moment: Moment }, _: unknown, { reading }: ApiContext) =>
      resolveEvent(reading, hotspot.event, hotspot.moment),
  },
}

const hotspotFilterOf = (input: HotspotFilterInput | undefined): HotspotFilter => {
  const filter: HotspotFilter = Object.fromEntries(
    Object.entries(input ?? {}).filter(([, value]) => value != null),
  )
  const percent = [input?.minConfidence, input?.maxConfidence]
  if (percent.some((one) => one != null && (one < 0 || one > 100))) {
    throw apiError('BAD_INPUT', 'A confidence must be from 0 to 100 percent.')
  }
  if (input?.box) boxOf(input.box)
  return realUnlessAsked(filter)
}

const placesOf = (filter: HotspotFilter, moment: Moment, reading: ApiContext['reading']) => {
  const counts = new Map<string, { country?: string; place?: string; count: number }>()
  const pages = everyPage(reading, 500, (request) =>
    reading.services.picture.hotspots(reading.reader, filter, request, moment),
  )
  let seen = 0
  for (const { items } of pages) {
    for (const { hotspot } of items) {
      const { country, place } = hotspot
      const key = `${country} ${place}`
      const before = counts.get(key)
      const named = { ...(country ? { country } : {}), ...(place ? { place } : {}) }
      counts.set(key, { ...named, count: (before?.count ?? 0) + 1 })
    }
    seen += items.length
    if (seen >= COUNTED_BY_PLACE) break
  }
  return [...counts.values()].toSorted(
    (a, b) => b.count - a.count || ((a.place ?? '') < (b.place ?? '') ? -1 : 1),
  )
}
