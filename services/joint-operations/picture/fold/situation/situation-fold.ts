import { LRUCache } from 'lru-cache'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { Statements } from '../../tables/statements.ts'
import type { FiledTopic } from '../filing-fold.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { censusFold } from './census-fold.ts'
import { clockFold } from './clock-fold.ts'
import { withoutOpposites } from './corners.ts'
import { newIncident, type RememberedIncident } from './incident-memory.ts'
import { type KeepSummary, type Summary, summaryRow } from './kept-summary.ts'
import { noteRanks, writeRanks } from './rank-fold.ts'
import type { Corner, RectangleSink } from './rectangle.ts'
import { alreadyKept, rectangleStore } from './rectangle-store.ts'
import { slim } from './slim-event.ts'
import { writeInstantTails, writeTails } from './tails.ts'

/** Events of incidents kept in memory between batches; the rest is read again when it is needed. */
const REMEMBERED_EVENTS = 20_000

/**
 * The incidents' summaries in two times. `tail` holds what is known now of what holds now: it is written once a batch.
 * Everything that was ever otherwise is in the rectangles.
 */
export const situationFold = (
  sql: Statements,
  bits: AgencyBits,
  eventsOf: (topic: number, before: number) => readonly FoldedEvent[],
  rememberedEvents = REMEMBERED_EVENTS,
  eventsInBlock?: number,
) => {
  const remembered = new LRUCache<number, RememberedIncident>({
    maxSize: rememberedEvents,
    sizeCalculation: ({ events }) => Math.max(1, events.length),
  })
  const touched = new Map<number, RememberedIncident>()
  const keepNothing: KeepSummary = () => {}
  const keepSummary: KeepSummary = (summary) => {
    sql('INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...summaryRow(summary),
    )
  }
  let keeper = keepSummary
  const clock = clockFold(sql, bits, () => keeper)
  const census = censusFold(sql, eventsInBlock)

  const fold = (filed: FiledTopic, folded: FoldedEvent): void => {
    const incident = recall(filed, folded.ordinal)
    const event = { ...folded, isMember: filed.isMember, event: slim(folded.event) }
    for (const corner of arrive(incident, event, rectangleStore(sql, filed.topic))) census.count(corner)
    if (incident.clock !== undefined || !folded.inClock) clock.arrive(incident, event)
    touched.set(filed.topic, incident)
  }

  /** Gives the corners by which the number of incidents, or what severities they have, is another one from now on. */
  const arrive = (incident: RememberedIncident, event: FoldedEvent, sink: RectangleSink<Summary>) => {
    const corners: Corner<Summary>[] = []
    incident.events.push(event)
    incident.history.arrive(event, event.ordinal, { ...sink, corner: (one) => corners.push(one) })
    const left = withoutOpposites(corners)
    noteRanks(incident.ranks, left)
    return left
  }

  const recall = (filed: FiledTopic, before: number): RememberedIncident => {
    const there = touched.get(filed.topic) ?? remembered.get(filed.topic)
    if (there) return there
    const incident = newIncident(filed.topic, filed.name, bits, () => keeper)
    const events = eventsOf(filed.topic, before)
    if (events.length === 0) {
      incident.slots = ''
      return incident
    }
    keeper = keepNothing
    for (const event of events) {
      arrive(incident, { ...event, event: slim(event.event) }, alreadyKept)
    }
    for (const rank of incident.ranks.values()) rank.isKept = true
    if (events.some(({ inClock }) => !inClock)) clock.replay(incident, incident.events, false)
    keeper = keepSummary
    return incident
  }

  /** Writes what holds now; before the batch is committed. */
  const flush = (): void => {
    for (const incident of touched.values()) {
      writeTails(sql, incident)
      writeRanks(sql, incident)
      if (incident.clock !== undefined) {
        if (incident.clock.isDisordered) clock.replay(incident, incident.events, true)
        writeInstantTails(sql, incident.topic, incident.clock.history)
      }
      // Taken out first: an entry that is set again is not weighed again, and this one has grown.
      remembered.delete(incident.topic)
      remembered.set(incident.topic, incident)
    }
    touched.clear()
    census.flush()
  }

  return { fold, flush }
}
