import { areasOf, incidentOfStream } from '@concord/incident'
import { isSealed, type RecordedEvent } from '@concord/kernel'
import { apiError } from '../api-error.ts'
import type { EventNode } from './event-node.ts'
import { type PlaceNode, placeOfEvent } from './place-node.ts'

/** Events that say the same in the places they were gathered by. */
export interface EventGroup {
  readonly key: readonly { readonly by: string; readonly value: string }[]
  /** In the order in which they happened. */
  readonly events: readonly EventNode[]
}

/** What can be gathered by that is not a field of the data. Days and hours are those of the sender's own clock. */
const places = new Map<string, (event: RecordedEvent) => readonly string[]>([
  ['type', ({ type }) => [type]],
  ['agency', ({ envelope }) => [envelope.agency]],
  ['actor', ({ envelope }) => [envelope.actor.agency]],
  ['incident', ({ stream }) => [incidentOfStream(stream)]],
  ['mode', ({ envelope }) => [envelope.mode]],
  ['day', ({ envelope }) => [envelope.occurredAt.slice(0, 10)]],
  ['month', ({ envelope }) => [envelope.occurredAt.slice(0, 7)]],
  ['hour', ({ envelope }) => [envelope.occurredAt.slice(11, 13)]],
  ['area', ({ data }) => areasOf(data as Readonly<Record<string, unknown>>)],
  ['cell', ({ data }) => cellOf(placeOfEvent(data))],
])

/** The square of a tenth of a degree in which a place lies, by its south-western corner: `49.6,112.5`. */
const cellOf = (place: PlaceNode | null): readonly string[] =>
  place?.lat === undefined || place.lon === undefined
    ? []
    : [[place.lat, place.lon].map((degrees) => (Math.floor(degrees * 10) / 10).toFixed(1)).join(',')]

/** In how many groups all events together may be: lists in several places multiply. */
const MOST_PLACINGS = 100_000

/**
 * Gathers events by what they say. A list counts under each of its members, and so does the plural of a place: who is
 * among the `subjects` is a `subject`, and a `district` is an `area`. An event that says nothing in one of the places
 * is in no group. In the order of the keys. LIMIT_EXCEEDED where lists make too many groups of them, BAD_INPUT where what one
 * of them says in one of the places is sealed.
 */
export const groupsOf = (events: readonly EventNode[], by: readonly string[]): readonly EventGroup[] => {
  const groups = new Map<string, { key: EventGroup['key']; events: EventNode[] }>()
  let placings = 0
  for (const node of events) {
    const said = by.map((place) => valuesIn(node, place))
    placings += said.reduce((product, values) => product * values.length, 1)
    if (placings > MOST_PLACINGS)
      throw apiError(
        'LIMIT_EXCEEDED',
        'The lists in these places make too many groups. Name fewer places in `by`.',
      )
    for (const values of combinations(said)) {
      const name = JSON.stringify(values)
      const group = groups.get(name) ?? {
        key: by.map((place, index) => ({ by: place, value: values[index]! })),
        events: [],
      }
      group.events.push(node)
      groups.set(name, group)
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** The sum of a field over events; what is no number counts nothing. BAD_INPUT where it is sealed. */
export const sumOf = (events: readonly EventNode[], field: string): number =>
  events.reduce((sum, { event }) => {
    const value = saidIn(event, field)
    return typeof value === 'number' ? sum + value : sum
  }, 0)

/**
 * What an event says in a field. BAD_INPUT where that is sealed: an answer that left such events out in silence would pass for
 * one about all of them, and one that went by the sealed form would tell which of them were sealed alike.
 */
export const saidIn = ({ data }: RecordedEvent, field: string): unknown => {
  const value = (data as Readonly<Record<string, unknown>>)[field]
  if ([value].flat().some(isSealed)) {
    throw apiError(
      'BAD_INPUT',
      `${field} holds sealed data about a person, so it cannot be counted by. Use the code of the person, such as subject.`,
    )
  }
  return value
}

const valuesIn = ({ event }: EventNode, place: string): readonly string[] => {
  const own = places.get(place)
  if (own) return own(event)
  return [...new Set([saidIn(event, place), saidIn(event, `${place}s`)].flat().flatMap(textOf))]
}

const textOf = (value: unknown): readonly string[] =>
  ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : []

/** Every way to take one value of each place; none where a place has none. */
const combinations = (values: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  values.reduce<readonly (readonly string[])[]>(
    (taken, more) => taken.flatMap((one) => more.map((value) => [...one, value])),
    [[]],
  )
