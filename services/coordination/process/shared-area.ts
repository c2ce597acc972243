import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import type { Ground, ReleaseWord } from './release-word.ts'
import { bearsOn, groundOf, type Remembered, releasing, remembering, type Said, saidBy } from './said.ts'

/** An area that several agencies own, as it was defined last. */
export interface SharedArea {
  readonly owners: readonly string[]
  readonly areas: readonly string[]
  /** Closed outline, degrees east and north. */
  readonly polygon: readonly (readonly [lon: number, lat: number])[]
}

/** Where something is: by codes of areas, by a point in degrees (WGS 84), or both. */
export interface Location {
  readonly areas: readonly string[]
  readonly point: readonly [lon: number, lat: number] | undefined
}

/** The definitions of each shared area, by its name. */
export type SharedAreas = Readonly<Record<string, Remembered<SharedArea, Said<SharedArea>>>>

/** One step of the fold. Areas are as they really are, also for what is played. */
export const evolveSharedAreas = (shared: SharedAreas, event: RecordedEvent): SharedAreas => {
  const { category, id = '' } = parseStreamName(event.stream) ?? {}
  if (category !== 'area' || event.envelope.mode !== 'operational') return shared
  const before = shared[id] ?? memory.nothing
  if (event.type !== DEFINED && !bearsOn(event, before.said)) return shared
  const { owners = [], areas = [], polygon = [] } = event.data as Partial<SharedArea>
  return { ...shared, [id]: memory.remember(before, saidBy(event, { owners, areas, polygon })) }
}

/** The areas once an owner has said this of who sees a record. */
export const areasAfterWord = (shared: SharedAreas, word: ReleaseWord): SharedAreas => {
  const area = shared[word.topic]
  return area ? { ...shared, [word.topic]: releasing(area, word) } : shared
}

/** Who owns a place: the owners of every shared area that holds its code or its point. */
export const ownersOf = (shared: SharedAreas, location: Location): readonly string[] => {
  const holding = Object.values(shared)
    .map(memory.stateOf)
    .filter((one) => holds(one, location))
  return [...new Set(holding.flatMap(({ owners }) => owners))].toSorted()
}

/** All that was said of shared areas that hold a place, or did by any of their definitions. */
export const groundsOfOwners = (shared: SharedAreas, location: Location): readonly Ground[] =>
  Object.values(shared)
    .filter(({ settled, said }) => holds(settled, location) || said.some(({ data }) => holds(data, location)))
    .flatMap(({ said }) => said.map(groundOf))

const holds = ({ areas: covered, polygon }: SharedArea, { areas, point }: Location): boolean =>
  covered.some((area) => areas.includes(area)) || (point !== undefined && isInside(polygon, point))

/** On plain degrees: good for areas that hold no pole and do not cross the antimeridian. */
const isInside = (polygon: SharedArea['polygon'], [lon, lat]: readonly [number, number]): boolean =>
  polygon.length > 0 &&
  booleanPointInPolygon([lon, lat], {
    type: 'Polygon',
    coordinates: [polygon.map(([x, y]) => [x, y])],
  })

const DEFINED = 'SharedAreaDefined'

const nobodys: SharedArea = { owners: [], areas: [], polygon: [] }

/** At most this many definitions of an area are kept; a correction of an older one changes nothing any more. */
const MOST_DEFINITIONS = 50

const memory = remembering<SharedArea, Said<SharedArea>>(
  nobodys,
  (before, { type, data }) => (type === DEFINED ? data : before),
  MOST_DEFINITIONS,
)
