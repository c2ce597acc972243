import { incidentOfStream } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { EventFilter, EventPage } from '../asked/events.ts'
import type { HotspotFilter, HotspotPage } from '../asked/hotspots.ts'
import type { IncidentFilter, IncidentOrder, IncidentPage } from '../asked/incidents.ts'
import type { PageRequest } from '../asked/page.ts'
import type { Questions } from '../picture.ts'
import { disputedIn, pageOfConflicts } from './conflict-page.ts'
import { conflictFinder } from './conflicts.ts'
import { pageOf } from './cursor.ts'
import { passesEvent } from './event-match.ts'
import { eventKey, positionName } from './event-order.ts'
import { hotspotsOf, passesHotspot } from './hotspot.ts'
import { isAskedFor } from './incident-match.ts'
import { isLearnedIn } from './learned.ts'
import {
  type Asked,
  disputedFor,
  entriesKnown,
  entriesOfTopic,
  eventsStanding,
  goneThrough,
  importedIn,
  knownTo,
  type PlainKnowledge,
  plainLog,
  topicAnswer,
  topicAnswers,
} from './plain-knowledge.ts'
import { countEvents } from './statistics.ts'
import { sortKey, summaryOf } from './summary.ts'
import { viewsOf } from './views.ts'
import { tooManyFound } from './word-limit.ts'

/**
 * The picture's questions answered by folding all events anew: the definition, in as few words as possible. Slow on
 * purpose; the indexed picture must give the same answers.
 */
export const plainQuestions = (events: readonly RecordedEvent[], knowledge: PlainKnowledge): Questions => {
  const log = plainLog(events, knowledge)
  return {
    incidents: ({ agency }, filter, order, page, moment) =>
      incidentPage({ log, agency, moment }, filter, order, page),
    topic: ({ agency }, topic, moment) => topicAnswer({ log, agency, moment }, topic),
    learned: ({ agency }, topic, learned, moment) => {
      const asked = { log, agency, moment }
      const isLearned = isLearnedIn(asked, learned)
      return entriesOfTopic(asked, topic).filter(({ event }) => isLearned(event))
    },
    topics: ({ agency }, kind, page, moment) => {
      const all = topicAnswers({ log, agency, moment }, kind)
      const placed = all.map((item) => ({ key: 0, name: item.view.topic, item }))
      return pageOf(placed, kind, false, page).items.map(({ item }) => item)
    },
    events: ({ agency }, filter, page, moment) => eventPage({ log, agency, moment }, filter, page),
    event: ({ agency }, idOrReference, moment) =>
      entriesKnown({ log, agency, moment }).find(
        ({ event }) => event.id === idOrReference || event.envelope.reference === idOrReference,
      ),
    statistics: ({ agency }, filter, moment) => {
      const { found, isCut } = matching({ log, agency, moment }, filter)
      if (isCut) throw tooManyFound()
      return countEvents(found)
    },
    hotspots: ({ agency }, filter, page, moment) => hotspotPage({ log, agency, moment }, filter, page),
    conflicts: ({ agency }, filter, page, moment) => {
      const asked = { log, agency, moment }
      return pageOfConflicts(disputedIn(disputedFor(asked)), finder(asked).realIn, filter, page)
    },
    conflictsOf: ({ agency }, incident, moment) => finder({ log, agency, moment }).ofIncident(incident),
  }
}

const incidentPage = (
  asked: Asked,
  filter: IncidentFilter,
  { by, direction }: IncidentOrder,
  page: PageRequest,
): IncidentPage => {
  const { entries, isCut } = goneThrough(asked, filter.text === undefined ? {} : { text: filter.text })
  const holding = new Set(entries.map(({ event }) => event))
  const found = topicAnswers(asked, 'incident').filter(
    (one) => isAskedFor(one, filter) && one.inForce.some((event) => holding.has(event)),
  )
  const placed = found.map(({ view }) => {
    const item = summaryOf(view)
    return { key: sortKey(item, by), name: item.id, item }
  })
  const { items, hasMore } = pageOf(placed, `${by}-${direction}`, direction === 'descending', page)
  return {
    items: items.map(({ cursor, item }) => ({ cursor, incident: item })),
    total: isCut ? undefined : found.length,
    hasMore,
    imported: importedIn(entriesKnown(asked), asked.moment),
  }
}

const eventPage = (asked: Asked, filter: EventFilter, page: PageRequest): EventPage => {
  const order = filter.order ?? 'known'
  const { found, isCut } = matching(asked, filter)
  const placed = found.map((item) => ({
    key: eventKey(item.event, order),
    name: positionName(item.event),
    item,
  }))
  const { items, hasMore } = pageOf(placed, order, true, page)
  return {
    items: items.map(({ cursor, item }) => ({ cursor, entry: item })),
    total: isCut ? undefined : found.length,
    hasMore,
  }
}

const matching = (asked: Asked, filter: EventFilter) => {
  const { entries, isCut } = goneThrough(asked, filter)
  const isLearned = isLearnedIn(asked, filter)
  return { found: entries.filter(({ event }) => passesEvent(event, filter) && isLearned(event)), isCut }
}

const hotspotPage = (asked: Asked, filter: HotspotFilter, page: PageRequest): HotspotPage => {
  const { vocabulary, whereabouts } = asked.log
  const batches = eventsStanding(asked).filter(
    ({ stream, envelope }) =>
      (filter.incident === undefined || incidentOfStream(stream) === filter.incident) &&
      (filter.modes === undefined || filter.modes.includes(envelope.mode)),
  )
  const found = hotspotsOf(batches, vocabulary.changes, whereabouts).filter((one) =>
    passesHotspot(one, filter),
  )
  const placed = found.map((item) => ({ key: millisecondsOf(item.acquiredAt), name: item.key, item }))
  const { items, hasMore } = pageOf(placed, 'acquired', false, page)
  return {
    items: items.map(({ cursor, item }) => ({ cursor, hotspot: item })),
    total: found.length,
    hasMore,
  }
}

const finder = (asked: Asked) => {
  const known = knownTo(asked)
  return conflictFinder(known, viewsOf(known))
}
