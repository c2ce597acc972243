import type { Envelope } from '@concord/kernel'
import {
  type AgencyName,
  type Instant,
  instantSchema,
  isWithinLevels,
  knownAt,
  type Marking,
  millisecondsOf,
  parseStreamName,
  type RecordedEvent,
} from '@concord/kernel'
import { z } from 'zod'
import { sealedPlacesOf } from '../reads/sealed-places.ts'

/** What an agency holds about one person by one event. */
export interface HeldRecord {
  readonly event: string
  readonly agency: AgencyName
  readonly type: string
  readonly subjectCategory: Envelope['subjectCategory']
  /** Who may know of it: as it was marked, less those from whom its release was taken back. */
  readonly marking: Marking
  /** When it became known, or was last found to be needed still. */
  readonly validatedAt: Instant
  /** The sender's own date, which can only be nearer than the rule's. */
  readonly reviewBy: Instant | undefined
  /** The date of which the owner was warned last, and when. Today's rules may set another date: then the owner is warned again. */
  readonly warned: { readonly of: Instant; readonly at: Instant } | undefined
}

/** Everything held about one person in one incident by one agency: it lies under one key and is purged together. */
export interface Holding {
  readonly agency: AgencyName
  readonly incident: string
  readonly subject: string
  readonly records: readonly HeldRecord[]
}

/** By agency, incident and subject. */
export type Holdings = ReadonlyMap<string, Holding>

/**
 * Folds events, in the order of the log. `subjectsOf` gives the codes of the persons whom an event holds personal
 * fields about; it reads the event's schema and never the fields. What an agency says counts for its own records
 * alone.
 */
export const foldHoldings = (
  events: Iterable<RecordedEvent>,
  subjectsOf: (event: RecordedEvent) => readonly string[],
): Holdings => {
  // Grows in place: a copy for each event would cost a long log its square.
  const holdings = new Map<string, Holding>()
  for (const event of events) evolveHoldings(holdings, event, subjectsOf)
  return holdings
}

/**
 * One step of {@link foldHoldings}, in place. The event need not have been checked, unless it {@link endsDates}. An event
 * whose data has no form that an agency could have recorded changes nothing.
 */
export const evolveHoldings = (
  holdings: Map<string, Holding>,
  event: RecordedEvent,
  subjectsOf: (event: RecordedEvent) => readonly string[] = sealedSubjects,
): void => {
  if (!isWithinLevels(event.data)) return
  if (event.type === 'ReleaseRevoked') withdraw(holdings, event)
  else if (!endsDates(event.type)) for (const subject of subjectsOf(event)) hold(holdings, event, subject)
  else {
    heed(holdings, event)
    for (const subject of subjectsOf(event)) holdOwnWords(holdings, event, subject)
  }
}

/**
 * Whom the sealed fields of an event are about, as far as it says; where it does not, the event's id stands for them.
 */
const sealedSubjects = (event: RecordedEvent): readonly string[] => [
  ...new Set(sealedPlacesOf(event).map(({ subject }) => subject ?? event.id)),
]

/**
 * The events that say what became of what is held. A review or a warning counts only where its mode is operational; an
 * erasure always does, because the key that it names is destroyed whatever its mode.
 */
const words: ReadonlySet<string> = new Set(['PersonalDataErased', 'RetentionReviewed', 'ReviewWarningGiven'])

/**
 * Whether such an event can put off the date by which something is purged. Then it must have been checked to be its
 * agency's own: whoever could forge it would have data kept for ever.
 */
export const endsDates = (type: string): boolean => words.has(type)

const wordSchema = z.looseObject({ subject: z.string().optional(), dueAt: instantSchema.optional() })

const heed = (holdings: Map<string, Holding>, event: RecordedEvent): void => {
  const { subject, dueAt } = wordSchema.safeParse(event.data).data ?? {}
  const key = subject === undefined ? '' : keyOf(event, subject)
  const held = holdings.get(key)
  if (held === undefined) return
  if (event.type === 'PersonalDataErased') {
    holdings.delete(key)
    return
  }
  if (event.envelope.mode !== 'operational') return
  const warned = dueAt === undefined ? undefined : { of: dueAt, at: knownAt(event) }
  const heeded = (record: HeldRecord): HeldRecord =>
    event.type === 'RetentionReviewed' ? reviewed(record, knownAt(event)) : { ...record, warned }
  holdings.set(key, { ...held, records: held.records.map(heeded) })
}

/** A review of an older system renews from when it was made there, and says nothing of what became known since. */
const reviewed = (record: HeldRecord, at: Instant): HeldRecord =>
  millisecondsOf(at) < millisecondsOf(record.validatedAt)
    ? record
    : { ...record, validatedAt: at, reviewBy: undefined, warned: undefined }

/**
 * Such an event can itself hold sealed text about the person. That text lies under the person's key and goes with it;
 * where nothing else is held about the person, the text gets a date of its own, like any record.
 */
const holdOwnWords = (holdings: Map<string, Holding>, event: RecordedEvent, subject: string): void => {
  const erased = wordSchema.safeParse(event.data).data?.subject
  const isGone = event.type === 'PersonalDataErased' && subject === erased
  if (!isGone && !holdings.has(keyOf(event, subject))) hold(holdings, event, subject)
}

const revokedSchema = z.looseObject({ event: z.string(), to: z.array(z.string()) })

/** Keeps to themselves what is held by a record that others may no longer see. */
const withdraw = (holdings: Map<string, Holding>, { data, envelope }: RecordedEvent): void => {
  const revoked = revokedSchema.safeParse(data)
  if (!revoked.success) return
  const { event, to } = revoked.data
  const narrowed = (record: HeldRecord): HeldRecord => {
    const { releaseTo = [] } = record.marking
    const left = releaseTo.filter((agency) => !to.includes(agency))
    return record.event === event ? { ...record, marking: { ...record.marking, releaseTo: left } } : record
  }
  for (const [key, held] of holdings) {
    const concerns = held.agency === envelope.agency && held.records.some((record) => record.event === event)
    if (concerns) holdings.set(key, { ...held, records: held.records.map(narrowed) })
  }
}

const hold = (holdings: Map<string, Holding>, event: RecordedEvent, subject: string): void => {
  const key = keyOf(event, subject)
  const { agency, subjectCategory, reviewBy, marking } = event.envelope
  const incident = incidentOf(event)
  const record: HeldRecord = {
    event: event.id,
    agency,
    type: event.type,
    subjectCategory,
    marking,
    validatedAt: knownAt(event),
    reviewBy,
    warned: undefined,
  }
  const held = holdings.get(key) ?? { agency, incident, subject, records: [] }
  holdings.set(key, { ...held, records: [...held.records, record] })
}

const incidentOf = ({ stream }: RecordedEvent): string => parseStreamName(stream)?.id ?? ''

const keyOf = (event: RecordedEvent, subject: string): string =>
  JSON.stringify([event.envelope.agency, incidentOf(event), subject])
