import type { DatabaseSync } from 'node:sqlite'
import { isRelease, topicKind, topicsOf } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { Fold, Journal, JournaledEvent, Projection, SetAside } from '@concord/projection'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import type { WhySetAside } from '../knowledge/vocabulary.ts'
import { agencyBits, type PlacedName } from '../tables/agency-bits.ts'
import { pictureName, pictureSchema } from '../tables/picture-schema.ts'
import { statementsOf } from '../tables/statements.ts'
import { audienceMasks } from './audience-masks.ts'
import { disputeNotes } from './dispute-notes.ts'
import { filingFold } from './filing-fold.ts'
import { type FoldedEvent, foldedEvent } from './folded-event.ts'
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
  const known = new Set([...vocabulary.agencies, ...partners])
  const placed = sql('SELECT name, place FROM agency ORDER BY place').all()
  const bits = agencyBits((name) => known.has(name), placed as unknown as readonly PlacedName[])
  const mention = (names: readonly string[]) => {
    for (const { name, place } of bits.mention(names)) {
      sql('INSERT INTO agency (name, place) VALUES (?, ?)').run(name, place)
    }
  }
  mention(vocabulary.agencies)
  const maskOf = audienceMasks(bits, audienceOf)
  let clockMs = (sql('SELECT max(known_ms) AS ms FROM event WHERE in_clock = 1').get()?.ms ?? 0) as number

  /** An event that was folded before, as it was folded. */
  const again = (journaled: JournaledEvent, isMember = true): FoldedEvent | undefined => {
    const event = vocabulary.read(journaled)
    const row = sql('SELECT in_clock FROM event WHERE ordinal = ?').get(journaled.ordinal)
    if (event === undefined || row === undefined) return undefined
    const changes = vocabulary.changes(event)
    const { ordinal } = journaled
    return foldedEvent(event, {
      ordinal,
      isMember,
      changes,
      mask: maskOf(event),
      inClock: row.in_clock === 1,
    })
  }
  const eventAt = (ordinal: number) => {
    const journaled = journal.at(ordinal)
    return journaled && again(journaled)
  }
  const eventsOf = (topic: number, before: number): readonly FoldedEvent[] => {
    const rows = sql(
      'SELECT ordinal, is_member FROM filing WHERE topic = ? AND ordinal < ? ORDER BY ordinal',
    ).all(topic, before)
    return rows.flatMap(({ ordinal, is_member }) => {
      const journaled = journal.at(ordinal as number)
      return (journaled && again(journaled, is_member === 1)) ?? []
    })
  }

  const disputes = disputeNotes(sql)
  const filing = filingFold(sql)
  const timeline = timelineFold(sql, whereabouts, eventAt, countedTogether)
  const situation = situationFold(sql, bits, eventsOf, rememberedEvents, countedTogether)

  const foldOne = (journaled: JournaledEvent): void => {
    const read = vocabulary.tryRead(journaled)
    if (read === undefined) return
    if (!read.ok) {
      noteAside(journaled, read.error)
      return
    }
    const event = read.value
    mention(namesIn(event))
    const said = vocabulary.tryChanges(event)
    // It was recorded all the same: it stands in the timeline, and changes nothing.
    if (!said.ok) noteAside(journaled, said.error)
    const changes = said.ok ? said.value : []
    const isImported = event.envelope.imported !== undefined
    const recordedMs = millisecondsOf(event.recordedAt)
    const inClock = !isImported && recordedMs >= clockMs
    if (inClock) clockMs = recordedMs
    const folded = foldedEvent(event, {
      ordinal: journaled.ordinal,
      isMember: true,
      changes,
      mask: maskOf(event),
      inClock,
    })
    timeline.fold(folded)
    for (const filed of filing.fileUnder(folded, topicsOf(event, changes))) {
      if (topicKind(filed.name) === 'incident') situation.fold(filed, folded)
      if (filed.isMember) disputes.note(filed, folded)
    }
  }

  const noteAside = ({ type, stream, revision, position }: JournaledEvent, why: WhySetAside): void =>
    setAside({ event: { type, stream, revision, position }, ...why })

  return {
    apply: (events) => {
      for (const event of events) foldOne(event)
      timeline.flush()
      situation.flush()
    },
  }
}

/** Agencies that an event names as readers. */
const namesIn = (event: RecordedEvent): readonly string[] => {
  const released = isRelease(event) ? (event.data as { readonly to: readonly string[] }).to : []
  return [event.envelope.agency, ...(event.envelope.marking.releaseTo ?? []), ...released]
}
