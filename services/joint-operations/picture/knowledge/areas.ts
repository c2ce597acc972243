import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseConfigured, UsageError } from '@concord/kernel'
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { z } from 'zod'

const position = z.array(z.number()).min(2)
const ring = z.array(position).min(4).max(100_000)

/** GeoJSON (RFC 7946): one feature an area, with its code and the name under which answers speak of it. */
const areasSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        type: z.literal('Feature'),
        properties: z.object({
          code: z.string().max(32),
          name: z.string().max(128),
          country: z.string().length(2),
        }),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
          z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
        ]),
      }),
    )
    .max(100_000),
})

/** An administrative area as its outline names it. */
interface Area {
  readonly code: string
  readonly name: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** The outlines of areas as a file has them. */
export interface Areas {
  /** The area a point lies in; the first in the file where there are several. */
  readonly at: AreaAt
  /** SHA-256 of the file: by other outlines, what was told of places before may be told otherwise. */
  readonly digest: string
}

/** The area that a point lies in, in degrees (WGS 84); undefined where there is no outline of one. */
type AreaAt = (lat: number, lon: number) => Area | undefined

/**
 * What comes with the project: the areas that the Northern Border story touches, drawn by hand to some ten kilometres.
 * A centre names the outlines of its own country with CONCORD_AREAS.
 */
const drawnByHand = new URL('../../areas/northern-border.geojson', import.meta.url)

const areasFile = (): string | URL => process.env.CONCORD_AREAS ?? drawnByHand

/** Reads the outlines once. Throws a {@link UsageError}, naming the file, when they are not what they should be. */
export const openAreas = (file: string | URL = areasFile()): Areas => {
  const text = readFileSync(file, 'utf8')
  const { features } = parseConfigured(`The areas in ${file.toString()} cannot be read`, text, areasSchema)
  const areas = features.map((feature) => ({ ...feature, box: boxOf(feature.geometry) }))
  const at: AreaAt = (lat, lon) => {
    const found = areas.find(
      ({ geometry, box }) =>
        lon >= box.west &&
        lon <= box.east &&
        lat >= box.south &&
        lat <= box.north &&
        booleanPointInPolygon([lon, lat], geometry),
    )
    return found?.properties
  }
  return { at, digest: hash('sha256', text) }
}

type Geometry = z.infer<typeof areasSchema>['features'][number]['geometry']

const boxOf = (geometry: Geometry) => {
  const points = geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2)
  const box = { west: 180, south: 90, east: -180, north: -90 }
  for (const [lon = 0, lat = 0] of points) {
    box.west = Math.min(box.west, lon)
    box.east = Math.max(box.east, lon)
    box.south = Math.min(box.south, lat)
    box.north = Math.max(box.north, lat)
  }
  return box
}
