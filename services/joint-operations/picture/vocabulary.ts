import { type AgencyDefinition, type Change, type Topic, topicsOf } from '@concord/incident'
import type { Envelope, EventDefinition, RecordedEvent } from '@concord/kernel'
import type { JournaledEvent } from '@concord/projection'

/** What the read side knows about events, made from the roster. Pure. */
export interface RosterVocabulary {
  readonly agencies: readonly string[]
  /** The event as deciders see it; undefined when its type or version is unknown, or when it cannot be read. */
  read(journaled: JournaledEvent): RecordedEvent | undefined
  /** What it changes; nothing when its agency's view cannot make sense of it. */
  changes(event: RecordedEvent): readonly Change[]
  /** The topics it is filed under by what it changes. */
  topics(event: RecordedEvent): readonly Topic[]
}

/** Puts together what the agencies of a roster say. */
export const vocabularyOf = (roster: readonly AgencyDefinition<never>[]): RosterVocabulary => {
  const definitions = new Map<string, EventDefinition>()
  const agencies = new Map(roster.map((agency) => [agency.name, agency]))
  for (const agency of roster) {
    for (const event of agency.events) definitions.set(`${agency.name} ${event.type}`, event)
  }

  const read = (journaled: JournaledEvent): RecordedEvent | undefined => {
    const envelope = parse(journaled.metadata) as Envelope | undefined
    if (envelope === undefined || typeof envelope.occurredAt !== 'string') return undefined
    const definition = definitions.get(`${envelope.agency} ${journaled.type}`)
    if (definition === undefined) return undefined
    const data = upcast(definition, envelope.schemaVersion, parse(journaled.data))
    if (data === undefined) return undefined
    const { id, type, stream, revision, position, recordedAt } = journaled
    return { id, type, data, envelope, stream, revision, position, recordedAt }
  }

  const changes = (event: RecordedEvent): readonly Change[] => {
    try {
      return agencies.get(event.envelope.agency)?.view(event) ?? []
    } catch {
      // A view is total over valid events; one that is not must not stop the picture for everybody.
      return []
    }
  }

  return {
    agencies: [...agencies.keys()],
    read,
    changes,
    topics: (event) => topicsOf(event, changes(event)),
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const upcast = (definition: EventDefinition, from: number, data: unknown): unknown => {
  if (from > definition.schemaVersion || typeof data !== 'object' || data === null) return undefined
  let lifted: unknown = data
  for (let version = from; version < definition.schemaVersion; version++) {
    const lift = definition.upcasters?.[version]
    if (lift === undefined) return undefined
    lifted = lift(lifted)
  }
  return lifted
}
