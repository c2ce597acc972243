import { type Form, type IncidentStatus, realUnlessAsked, type Severity } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import type { Box } from '../../picture/asked/box.ts'
import type { IncidentFilter } from '../../picture/asked/incidents.ts'
import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import { apiError } from '../api-error.ts'
import { boundedList, boundedText } from './bounded.ts'

export const typeDefs = /* GraphQL */ `
  "Which incidents. Every condition that is given has to hold; a list means any of its members."
  input IncidentFilter {
    "How they are run."
    forms: [Form!]
    "How far they are."
    statuses: [IncidentStatus!]
    "Of what kind, such as wildfire."
    kinds: [String!]
    "How severe."
    severities: [Severity!]
    "In which any of these agencies takes part."
    agencies: [String!]
    "That touch any of these areas, by code."
    areas: [String!]
    "That lie in this box."
    box: BoxInput
    "With an event in which words begin with each of these; where more than ${MOST_FOUND} hold them, one of those recorded last."
    text: String
    "In these modes; left out, what really happens, unless exercises are asked for: nothing that is played stands among it."
    modes: [Mode!]
    "Opened after this moment."
    openedAfter: DateTime
    "Opened before this moment."
    openedBefore: DateTime
  }

  "A box on the map, in degrees (WGS 84). West may be greater than east: it then crosses the antimeridian."
  input BoxInput {
    "Western edge, degrees east."
    west: Float!
    "Southern edge, degrees north."
    south: Float!
    "Eastern edge, degrees east."
    east: Float!
    "Northern edge, degrees north."
    north: Float!
  }
`

/** The argument `filter` of questions about incidents, as GraphQL hands it over: not looked at yet. */
export interface IncidentFilterInput {
  readonly forms?: readonly Form[] | null
  readonly statuses?: readonly IncidentStatus[] | null
  readonly kinds?: readonly string[] | null
  readonly severities?: readonly Severity[] | null
  readonly agencies?: readonly string[] | null
  readonly areas?: readonly string[] | null
  readonly box?: Box | null
  readonly text?: string | null
  readonly modes?: readonly Mode[] | null
  readonly openedAfter?: string | null
  readonly openedBefore?: string | null
}

/**
 * The filter the picture understands. What is played is left out where neither modes nor exercises are asked for.
 * BAD_INPUT when a list is too long or the box is not one.
 */
export const incidentFilterOf = (
  input: IncidentFilterInput | null | undefined,
  form?: Form,
): IncidentFilter => {
  const said = Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value != null))
  const forms: Pick<IncidentFilter, 'forms'> = form ? { forms: [form] } : {}
  const filter: IncidentFilter = { ...said, ...forms }
  for (const [name, value] of Object.entries(filter)) {
    if (Array.isArray(value)) boundedList(`filter.${name}`, value)
  }
  if (filter.text !== undefined) boundedText('filter.text', filter.text)
  if (filter.box) boxOf(filter.box)
  return filter.forms?.includes('exercise') ? filter : realUnlessAsked(filter)
}

/** The box as it is; BAD_INPUT when it lies outside the earth or stands on its head. */
export const boxOf = (box: Box): Box => {
  const { west, south, east, north } = box
  const onEarth = [west, east].every((lon) => lon >= -180 && lon <= 180) && south >= -90 && north <= 90
  if (!onEarth || south > north) {
    throw apiError(
      'BAD_INPUT',
      'A box needs longitudes from -180 to 180 and latitudes from -90 to 90, south first.',
    )
  }
  return box
}
