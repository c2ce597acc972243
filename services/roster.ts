import { type AgencyDefinition, agreed, type Change } from '@concord/incident'
import {
  type EventDefinition,
  ownersOfCategories,
  parseStreamName,
  type RecordedEvent,
} from '@concord/kernel'
import { border } from './border/agency.ts'
import { joc } from './coordination/agency.ts'
import { corrections } from './corrections/agency.ts'
import { emergency } from './emergency/agency.ts'
import { inspection } from './inspection/agency.ts'
import { police } from './police/agency.ts'

/** Who takes part: the one line that a new agency adds. */
export const roster: readonly AgencyDefinition[] = [
  // In the order in which they joined: the launcher numbers their ports by it.
  police,
  border,
  corrections,
  emergency,
  joc,
  inspection,
]

/** The agency of the joint operation centre: it oversees the others, and keeps the log. */
export const JOINT_CENTRE = joc.name

/** An event type of one agency; of any agency, when none is named. A type that several declare is the same in each. */
export const definitionOf = (type: string, agency?: string): EventDefinition | undefined =>
  agency === undefined ? definitions.get(type) : definitions.get(`${agency}/${type}`)

/**
 * What an event means to the picture. The owner of the stream has the word, whatever the event says of itself; in a
 * stream that nobody owns nothing means anything.
 */
export const meaningOf = (event: RecordedEvent): readonly Change[] => {
  const name = parseStreamName(event.stream)
  return name === undefined ? [] : (owners.get(name.category)?.view(event) ?? [])
}

/** The agency that owns the streams of each category: its own name, or what one of its event types says. */
const owners = ownersOfCategories(roster)

const definitions: ReadonlyMap<string, EventDefinition> = new Map([
  ...roster.flatMap(({ name, events }) => events.map((event) => [`${name}/${event.type}`, event] as const)),
  ...roster.toReversed().flatMap(({ events }) => events.map((event) => [event.type, event] as const)),
  ...agreed.events.map((event) => [event.type, event] as const),
])
