import { bearsOnSummary } from '../../definition/summary.ts'
import type { CountedTogether } from '../../knowledge/picture-knowledge.ts'
import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { Statements } from '../../tables/statements.ts'
import type { FiledTopic } from '../filing-fold.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { censusFold } from './census-fold.ts'
import { clockFold } from './clock-fold.ts'
import { arriveIn, newIncident, type RememberedIncident } from './incident-memory.ts'
import { instantCensusFold } from './instant-census-fold.ts'
import { type Summary, summaryKeeper } from './kept-summary.ts'
import { writeRanks } from './rank-fold.ts'
import type { RectangleSink } from './rectangle.ts'
import { alreadyKept, rectangleStore } from './rectangle-store.ts'
import { rememberedIncidents } from './remembered-incidents.ts'
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
  const summaries = summaryKeeper(sql)
  const incidents = rememberedIncidents(rememberedEvents)
  const census = censusFold(sql, eventsInBlock)
  const instantCensus = instantCensusFold(sql, dayMs)
  const clock = clockFold(sql, bits, summaries, instantCensus)

  const fold = (filed: FiledTopic, folded: FoldedEvent): void => {
    const incident = incidents.touch(filed.topic, () => madeAgain(filed, folded.ordinal))
    const event = lean({ ...folded, isMember: filed.isMember })
    const corners = arrive(incident, event, rectangleStore(sql, filed.topic))
    for (const corner of corners) census.count(corner)
    if (incident.clock !== undefined || !folded.inClock) clock.arrive(incident, event)
    // In the order of the clock an event is known from its instant on as it is from its ordinal on.
    else
      instantCensus.count(
        filed.topic,
        corners.map((one) => ({ ...one, known: event.knownMs })),
      )
  }

  /** An incident as its events before an ordinal left it. */
  const madeAgain = (filed: FiledTopic, before: number): RememberedIncident => {
    const incident = newIncident(filed.topic, filed.name, bits, summaries)
    const events = eventsOf(filed.topic, before)
    if (events.length === 0) incident.slots = ''
    else summaries.whileMadeAgain(() => replay(incident, events))
    return incident
  }

  const replay = (incident: RememberedIncident, events: readonly FoldedEvent[]): void => {
    for (const event of events) arrive(incident, lean(event), alreadyKept)
    if (events.some(({ inClock }) => !inClock)) clock.replay(incident, incident.events, false)
    const ranks = [incident.ranks, ...(incident.clock ? [incident.clock.ranks] : [])]
    for (const rank of ranks.flatMap((one) => [...one.values()])) rank.isKept = true
  }

  /** Writes what holds now; before the batch is committed. */
  const flush = (): void => {
    for (const incident of incidents.touched()) {
      writeTails(sql, incident)
      if (incident.clock?.isDisordered) clock.replay(incident, incident.events, true)
      if (incident.clock) writeInstantTails(sql, incident.topic, incident.clock.history)
      writeRanks(sql, incident)
    }
    incidents.settle()
    census.flush()
    instantCensus.flush()
  }

  return { fold, flush }
}

/** As much of an event as the incident's summary follows from. */
const lean = (folded: FoldedEvent): FoldedEvent => ({
  ...folded,
  event: slim(folded.event),
  changes: folded.changes.filter(bearsOnSummary),
})

const arrive = (incident: RememberedIncident, event: FoldedEvent, sink: RectangleSink<Summary>) => {
  incident.events.push(event)
  return arriveIn(incident, event, event.ordinal, sink)
}
