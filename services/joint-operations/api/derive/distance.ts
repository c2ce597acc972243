/** A point on the Earth, WGS 84 degrees. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

/** Mean radius of the Earth by IUGG. */
const EARTH_RADIUS_KM = 6371.0088

/**
 * The length of the great circle between two points in kilometres, by the haversine formula on a sphere: within 0.6 % of
 * the ellipsoid.
 */
export const distanceKm = (a: Point, b: Point): number => {
  const haversine =
    halfSineSquared(b.lat - a.lat) +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * halfSineSquared(b.lon - a.lon)
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)))
}

const halfSineSquared = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2

const radians = (degrees: number): number => (degrees * Math.PI) / 180
