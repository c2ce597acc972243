import type { DatabaseSync } from 'node:sqlite'
import { type Change, isRelease, topicKind, topicsOf } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { Fold, Journal, JournaledEvent, Projection, SetAside } from '@concord/projection'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import type { RosterVocabulary, WhySetAside } from '../knowledge/vocabulary.ts'
import { pictureName, pictureSchema } from '../tables/picture-schema.ts'
import { type Statements, statementsOf } from '../tables/statements.ts'
import { audienceMasks } from './audience-masks.ts'
import { disputeNotes } from './dispute-notes.ts'
import { filingFold } from './filing-fold.ts'
import { foldedBefore } from './folded-before.ts'
import { foldedEvent } from './folded-event.ts'
import { placedAgencies } from './placed-agencies.ts'
import { situationFold } from './situation/situation-fold.ts'
import { timelineFold } from './timeline-fold.ts'

/** The read model behind the picture: timeline, situation in two times, words, hot spots. */
export const pictureProjection = (knowledge: PictureKnowledge): Projection => ({
  ...pictureName,
  schema: pictureSchema,
  meaning: knowledge.meaning(),
  open: (database, journal, setAside) => openPictureFold(database, journal, knowledge, setAside),
})

const openPictureFold = (
  database: DatabaseSync,
  journal: Journal,
  { vocabulary, audienceOf, whereabouts, rememberedEvents, countedTogether, partners = [] }: PictureKnowledge,
  setAside: (one: SetAside) => void,
): Fold => {
  const sql = statementsOf(database)
  const { bits, mention } = placedAgencies(sql, new Set([...vocabulary.agencies, ...partners]))
  mention(vocabulary.agencies)
  const maskOf = audienceMasks(bits, audienceOf)
  const isInClock = recordingClock(sql)
  const before = foldedBefore(sql, journal, vocabulary, maskOf)
  const disputes = disputeNotes(sql)
  const filing = filingFold(sql)
  const timeline = timelineFold(sql, whereabouts, before.at, countedTogether)
  const situation = situationFold(sql, bits, before.ofTopic, rememberedEvents, countedTogether)

  const foldOne = (journaled: JournaledEvent): void => {
    const read = readEvent(vocabulary, journaled, setAside)
    if (read === undefined) return
    const { event, changes } = read
    mention(namesIn(event))
    const folded = foldedEvent(event, {
      ordinal: journaled.ordinal,
      isMember: true,
      changes,
      mask: maskOf(event),
      inClock: isInClock(event),
    })
    timeline.fold(folded)
    for (const filed of filing.fileUnder(folded, topicsOf(event, changes))) {
      if (topicKind(filed.name) === 'incident') situation.fold(filed, folded)
      if (filed.isMember) disputes.note(filed, folded)
    }
  }

  return {
    apply: (events) => {
      for (const event of events) foldOne(event)
      timeline.flush()
      situation.flush()
    },
  }
}

/** An event and what it means; nothing where it is none of the picture's, or nothing can be made of it. */
const readEvent = (
  vocabulary: RosterVocabulary,
  journaled: JournaledEvent,
  setAside: (one: SetAside) => void,
): { readonly event: RecordedEvent; readonly changes: readonly Change[] } | undefined => {
  const { type, stream, revision, position } = journaled
  const noteAside = (why: WhySetAside): void =>
    setAside({ event: { type, stream, revision, position }, ...why })
  const read = vocabulary.tryRead(journaled)
  if (read === undefined) return undefined
  if (!read.ok) {
    noteAside(read.error)
    return undefined
  }
  const said = vocabulary.tryChanges(read.value)
  // It was recorded all the same: it stands in the timeline, and changes nothing.
  if (!said.ok) noteAside(said.error)
  return { event: read.value, changes: said.ok ? said.value : [] }
}

/** Whether each event that comes became known after all before it: no imported one did, nor one that the store dates back. */
const recordingClock = (sql: Statements): ((event: RecordedEvent) => boolean) => {
  let lastMs = (sql('SELECT max(known_ms) AS ms FROM event WHERE in_clock = 1').get()?.ms ?? 0) as number
  return ({ envelope, recordedAt }) => {
    const recordedMs = millisecondsOf(recordedAt)
    if (envelope.imported !== undefined || recordedMs < lastMs) return false
    lastMs = recordedMs
    return true
  }
}

/** Agencies that an event names as readers. */
const namesIn = (event: RecordedEvent): readonly string[] => {
  const released = isRelease(event) ? (event.data as { readonly to: readonly string[] }).to : []
  return [event.envelope.agency, ...(event.envelope.marking.releaseTo ?? []), ...released]
}
