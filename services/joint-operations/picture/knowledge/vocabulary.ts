import { isReadStream } from '@concord/access'
import { type AgencyDefinition, type Change, type Topic, topicsOf } from '@concord/incident'
import {
  type Envelope,
  err,
  lineOfFault,
  ok,
  ownersOfCategories,
  parseStreamName,
  type RecordedEvent,
  type Result,
  upcast,
} from '@concord/kernel'
import type { JournaledEvent } from '@concord/projection'

/** What the read side knows about events, made from the roster. Pure. */
export interface RosterVocabulary {
  readonly agencies: readonly string[]
  /** The event as deciders see it, or why it cannot be read; undefined for what is in nobody's picture. */
  tryRead(journaled: JournaledEvent): Result<RecordedEvent, WhySetAside> | undefined
  /** What it changes, or why its agency's view cannot make sense of it. */
  tryChanges(event: RecordedEvent): Result<readonly Change[], WhySetAside>
  /** The event, when it can be read. */
  read(journaled: JournaledEvent): RecordedEvent | undefined
  /** What it changes; nothing when its agency's view cannot make sense of it. */
  changes(event: RecordedEvent): readonly Change[]
  /** The topics it is filed under by what it changes. */
  topics(event: RecordedEvent): readonly Topic[]
}

/** Why nothing can be made of an event, or not all that should. */
export interface WhySetAside {
  readonly reason: 'unreadable' | 'unknown-type' | 'unknown-version' | 'upcaster-failed' | 'view-failed'
  readonly detail: string
}

/** What of an agency's definition the picture needs. */
export type SpeakingAgency = Pick<AgencyDefinition, 'name' | 'events' | 'view'>

/** Puts together what the agencies of a roster say. The owner of a stream's category has the word on its events. */
export const vocabularyOf = (roster: readonly SpeakingAgency[]): RosterVocabulary => {
  const owners = ownersOfCategories(roster)
  const definitions = new Map(
    roster.flatMap(({ name, events }) => events.map((event) => [`${name} ${event.type}`, event] as const)),
  )
  const ownerOf = (stream: string) => owners.get(parseStreamName(stream)?.category ?? '')

  const tryRead = (journaled: JournaledEvent): Result<RecordedEvent, WhySetAside> | undefined => {
    const { id, type, stream, revision, position, recordedAt } = journaled
    if (isApart(stream)) return undefined
    const envelope = parse(journaled.metadata) as Envelope | undefined
    if (typeof envelope?.occurredAt !== 'string') return setAside('unreadable', 'It has no envelope.')
    const definition = definitions.get(`${ownerOf(stream)?.name} ${type}`)
    if (definition === undefined)
      return setAside(
        'unknown-type',
        `No agency on the roster declares events of the type ${type} for the stream ${stream}.`,
      )
    const stored = parse(journaled.data)
    if (stored === undefined) return setAside('unreadable', 'Its content is no JSON.')
    const { schemaVersion } = envelope
    const data = trying('upcaster-failed', () => upcast(definition, schemaVersion, stored))
    if (!data.ok) return data
    if (data.value === undefined)
      return setAside(
        'unknown-version',
        `${type} version ${schemaVersion} is unknown to this release, so the event cannot be read.`,
      )
    if (typeof data.value !== 'object' || data.value === null)
      return setAside('unreadable', 'Its content is no object.')
    return ok({ id, type, data: data.value, envelope, stream, revision, position, recordedAt })
  }

  const tryChanges = (event: RecordedEvent) =>
    trying('view-failed', () => ownerOf(event.stream)?.view(event) ?? [])

  const changes = (event: RecordedEvent): readonly Change[] => {
    const said = tryChanges(event)
    return said.ok ? said.value : []
  }

  return {
    agencies: roster.map(({ name }) => name),
    tryRead,
    tryChanges,
    read: (journaled) => {
      const read = tryRead(journaled)
      return read?.ok ? read.value : undefined
    },
    changes,
    topics: (event) => topicsOf(event, changes(event)),
  }
}

const setAside = (reason: WhySetAside['reason'], detail: string) => err({ reason, detail })

/** Views and upcasters are total over valid events; one that is not must not stop the picture for everybody. */
const trying = <T>(reason: WhySetAside['reason'], attempt: () => T): Result<T, WhySetAside> => {
  try {
    return ok(attempt())
  } catch (error) {
    return setAside(reason, lineOfFault(error))
  }
}

/**
 * Who read what, signing keys and log heads are about the log itself. Whatever a roster declares, they are in nobody's
 * picture; the record of reads is for auditors, by questions of its own.
 */
const isApart = (stream: string): boolean =>
  isReadStream(stream) || ['keys', 'heads', 'moves'].includes(parseStreamName(stream)?.category ?? '')

/** Undefined where the text is no JSON. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
