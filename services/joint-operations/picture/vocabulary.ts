import { isReadStream } from '@concord/access'
import { type AgencyDefinition, type Change, type Topic, topicsOf } from '@concord/incident'
import {
  type Envelope,
  type EventDefinition,
  parseStreamName,
  type RecordedEvent,
  upcast,
} from '@concord/kernel'
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

/** What of an agency's definition the picture needs. */
export type AgencyEvents = Pick<AgencyDefinition, 'name' | 'events' | 'view'>

/** Puts together what the agencies of a roster say. The owner of a stream's category has the word on its events. */
export const vocabularyOf = (roster: readonly AgencyEvents[]): RosterVocabulary => {
  const owners = new Map<string, AgencyEvents>()
  const definitions = new Map<string, EventDefinition>()
  for (const agency of roster) {
    owners.set(agency.name, agency)
    for (const event of agency.events) {
      owners.set(event.category ?? agency.name, agency)
      definitions.set(`${agency.name} ${event.type}`, event)
    }
  }
  const ownerOf = (stream: string) => owners.get(parseStreamName(stream)?.category ?? '')

  const read = (journaled: JournaledEvent): RecordedEvent | undefined => {
    if (isApart(journaled.stream)) return undefined
    const envelope = parse(journaled.metadata) as Envelope | undefined
    if (envelope === undefined || typeof envelope.occurredAt !== 'string') return undefined
    const definition = definitions.get(`${ownerOf(journaled.stream)?.name} ${journaled.type}`)
    if (definition === undefined) return undefined
    const data = upcast(definition, envelope.schemaVersion, parse(journaled.data))
    if (typeof data !== 'object' || data === null) return undefined
    const { id, type, stream, revision, position, recordedAt } = journaled
    return { id, type, data, envelope, stream, revision, position, recordedAt }
  }

  const changes = (event: RecordedEvent): readonly Change[] => {
    try {
      return ownerOf(event.stream)?.view(event) ?? []
    } catch {
      // A view is total over valid events; one that is not must not stop the picture for everybody.
      return []
    }
  }

  return {
    agencies: roster.map(({ name }) => name),
    read,
    changes,
    topics: (event) => topicsOf(event, changes(event)),
  }
}

/**
 * Who read what, signing keys and log heads are about the log itself. Whatever a roster declares, they are in nobody's
 * picture; the record of reads is for auditors, by questions of its own.
 */
const isApart = (stream: string): boolean =>
  isReadStream(stream) || ['keys', 'heads'].includes(parseStreamName(stream)?.category ?? '')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
