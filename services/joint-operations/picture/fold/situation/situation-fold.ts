import { LRUCache } from 'lru-cache'
import type { CountedTogether } from '../../knowledge/picture-knowledge.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { Statements } from '../../tables/statements.ts'
import type { FiledTopic } from '../filing-fold.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { censusFold } from './census-fold.ts'
import { clockFold } from './clock-fold.ts'
import { withoutOpposites } from './corners.ts'
import { newIncident, type RememberedIncident } from './incident-memory.ts'
import { instantCensusFold } from './instant-census-fold.ts'
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
  { eventsInBlock, dayMs }: CountedTogether = {},
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
  const census = censusFold(sql, eventsInBlock)
  const instantCensus = instantCensusFold(sql, dayMs)
  const clock = clockFold(sql, bits, () => keeper, instantCensus)

  const fold = (filed: FiledTopic, folded: FoldedEvent): void => {
    const incident = recall(filed, folded.ordinal)
    const event = { ...folded, isMember: filed.isMember, event: slim(folded.event) }
    const corners = arrive(incident, event, rectangleStore(sql, filed.topic))
    for (const corner of corners) census.count(corner)
    if (incident.clock !== undefined || !folded.inClock) clock.arrive(incident, event)
    // In the order of the clock an event is known from its instant on as it is from its ordinal on.
    else
      instantCensus.count(
        filed.topic,
        corners.map((one) => ({ ...one, known: event.knownMs })),
      )
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
    if (events.some(({ inClock }) => !inClock)) clock.replay(incident, incident.events, false)
    const ranks = [incident.ranks, ...(incident.clock ? [incident.clock.ranks] : [])]
    for (const rank of ranks.flatMap((one) => [...one.values()])) rank.isKept = true
    keeper = keepSummary
    return incident
  }

  /** Writes what holds now; before the batch is committed. */
  const flush = (): void => {
    for (const incident of touched.values()) {
      writeTails(sql, incident)
      if (incident.clock?.isDisordered) clock.replay(incident, incident.events, true)
      if (incident.clock) writeInstantTails(sql, incident.topic, incident.clock.history)
      writeRanks(sql, incident)
      // Taken out first: an entry that is set again is not weighed again, and this one has grown.
      remembered.delete(incident.topic)
      remembered.set(incident.topic, incident)
    }
    touched.clear()
    census.flush()
    instantCensus.flush()
  }

  return { fold, flush }
}
