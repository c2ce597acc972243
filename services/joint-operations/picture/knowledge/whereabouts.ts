import { createRequire } from 'node:module'
import { openAreas } from './areas.ts'
import type { Whereabouts } from './picture-knowledge.ts'
import { type NearestPlace, readPlaces } from './places.ts'

/**
 * Country and place of a point: the administrative area it lies in, where the centre has outlines of it, and else the
 * nearest inhabited place. Countries: the boundaries of the OpenStreetMap editors' country-coder. Boundaries and places are
 * read when they are first needed, because many a centre never gets a hot spot whose sender does not say where it is.
 */
export const openWhereabouts = (areaAt = openAreas().at): Whereabouts => {
  let boundaries: Boundaries | undefined
  let nearestPlace: NearestPlace | undefined
  return (lat, lon) => {
    boundaries ??= readBoundaries()
    const country = boundaries.iso1A2Code([lon, lat]) ?? undefined
    const area = areaAt(lat, lon)
    if (area !== undefined && area.country === country) return { country, place: area.name }
    nearestPlace ??= readPlaces()
    return { country, place: nearestPlace(lat, lon) }
  }
}

type Boundaries = typeof import('@rapideditor/country-coder')

const readBoundaries = (): Boundaries =>
  createRequire(import.meta.url)('@rapideditor/country-coder') as Boundaries
