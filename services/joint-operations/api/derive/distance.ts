import { distance } from '@turf/distance'

/** A point on the Earth, WGS 84 degrees. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

/** The length of the great circle between two points in kilometres, on a sphere: within 0.6 % of the ellipsoid. */
export const distanceKm = (a: Point, b: Point): number => distance([a.lon, a.lat], [b.lon, b.lat])
