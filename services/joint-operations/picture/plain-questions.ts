import {
  type Audience,
  byOccurrence,
  byPosition,
  eventsInForce,
  incidentOfStream,
  isKnown,
  isVisible,
  keyOf,
  type Moment,
  occurredMs,
  supersessions,
  type Topic,
  topicKind,
} from '@concord/incident'
import { knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { aimsOf } from './aims.ts'
import { type Disputed, disputedIn, pageOfConflicts } from './conflict-page.ts'
import { conflictFinder } from './conflicts.ts'
import { pageOf } from './cursor.ts'
import { firstContradiction, sidesIn } from './disputes.ts'
import { passesEvent } from './event-match.ts'
import { MOST_FOUND, soughtAmong, tooManyFound } from './found-words.ts'
import { hotspotsOf, passesHotspot, type Whereabouts } from './hotspot.ts'
import { isAskedFor } from './incident-match.ts'
import type { EventEntry, EventFilter, Questions, TopicAnswer } from './picture.ts'
import { countEvents } from './statistics.ts'
import { sortKey, summaryOf } from './summary.ts'
import { type Known, unitDecisions, viewsOf } from './views.ts'
import type { RosterVocabulary } from './vocabulary.ts'
import { wordsOf } from './words.ts'

/** What folds need to know besides the events. */
export interface Knowledge {
  readonly vocabulary: Pick<RosterVocabulary, 'changes' | 'topics'>
  /** For each agency, whether it sees an event by the event's own marking. */
  readonly audienceOf: (agency: string) => Audience
  readonly whereabouts: Whereabouts
  /** Events that are gone through for words. */
  readonly mostFound?: number
}

/**
 * The picture's questions answered by folding all events anew: the definition, in as few words as possible. Slow on
 * purpose; the indexed picture must give the same answers.
 */
export const plainQuestions = (
  events: readonly RecordedEvent[],
  { vocabulary, audienceOf, whereabouts, mostFound = MOST_FOUND }: Knowledge,
): Questions => {
  const filed = fileByTopic(events, vocabulary)

  /** Everything the reader knew of by then, with what superseded it. */
  const knownTo = (agency: string, moment: Moment, among = events): readonly EventEntry[] => {
    const known = among.filter((event) => isKnown(event, moment)).toSorted(byPosition)
    const seen = known.filter((event) => isVisible(event, known, agency, audienceOf(agency)))
    const superseded = supersessions(seen)
    return seen.map((event) => ({ event, supersededBy: superseded.get(keyOf(event, event.id))?.by }))
  }

  const inForceOf = (agency: string, topic: Topic, moment: Moment) => {
    const { members, events: all } = filed.get(topic) ?? { members: new Set(), events: [] }
    return eventsInForce(all, agency, audienceOf(agency), moment).filter((event) => members.has(event))
  }

  const decisionsOf = (agency: string, moment: Moment) =>
    knownTo(agency, moment)
      .filter(({ event, supersededBy }) => supersededBy === undefined && hasHappened(event, moment))
      .map(({ event }) => event)
      .toSorted(byOccurrence)
      .flatMap((event) => unitDecisions(event, vocabulary.changes(event)))

  /** What folds of topics start from, and what was decided on units anywhere. */
  const known = (agency: string, moment: Moment): Known => {
    let decisions: ReturnType<typeof decisionsOf> | undefined
    return {
      inForce: (topic) => inForceOf(agency, topic, moment),
      changes: vocabulary.changes,
      decisionsOn: (units) => {
        if (units.length === 0) return []
        decisions ??= decisionsOf(agency, moment)
        return decisions.filter(({ unit }) => units.includes(unit.unit))
      },
    }
  }

  const answer = (
    agency: string,
    topic: Topic,
    moment: Moment,
    views = viewsOf(known(agency, moment)),
  ): TopicAnswer | undefined => {
    const view = views.view(topic)
    if (view === undefined) return undefined
    const { members, events: all } = filed.get(topic)!
    const entries = knownTo(agency, moment, all).filter(
      ({ event }) => members.has(event) && hasHappened(event, moment),
    )
    const inForce = inForceOf(agency, topic, moment)
    return { view, inForce, known: entries, imported: imported(entries, moment) }
  }

  const answers = (agency: string, kind: string, moment: Moment) => {
    const views = viewsOf(known(agency, moment))
    return [...filed.keys()]
      .filter((topic) => topicKind(topic) === kind)
      .flatMap((topic) => answer(agency, topic, moment, views) ?? [])
  }

  /** What is gone through: everything, or the last recorded of what holds the words sought. */
  const among = (agency: string, filter: EventFilter, moment: Moment) => {
    const { text } = filter
    const known = knownTo(agency, moment).filter(({ event }) => hasHappened(event, moment))
    if (text === undefined || wordsOf(text).length === 0) return { entries: known, isCut: false }
    const entries = known.filter(({ event }) => passesEvent(event, { ...soughtAmong(filter), text }))
    return { entries: entries.slice(-mostFound), isCut: entries.length > mostFound }
  }

  const matching = (agency: string, filter: EventFilter, moment: Moment) => {
    const { entries, isCut } = among(agency, filter, moment)
    return { found: entries.filter(({ event }) => passesEvent(event, filter)), isCut }
  }

  /** The topics in which the reader knew of two sides of something. */
  const disputedFor = (agency: string, moment: Moment): readonly Disputed[] =>
    [...filed].flatMap(([topic, { members, events: all }]) => {
      const sides = knownTo(agency, moment, all)
        .filter(({ event }) => members.has(event))
        .flatMap(({ event }) =>
          sidesIn(topic, event, vocabulary.changes(event)).map((side) => ({
            ...side,
            topic,
            position: positionName(event),
          })),
        )
      return firstContradiction(sides) ?? []
    })

  const finder = (agency: string, moment: Moment) => {
    const all = known(agency, moment)
    return conflictFinder(all, viewsOf(all))
  }

  return {
    incidents: ({ agency }, filter, order, page, moment) => {
      const all = answers(agency, 'incident', moment)
      const { entries, isCut } = among(agency, filter.text === undefined ? {} : { text: filter.text }, moment)
      const holding = new Set(entries.map(({ event }) => event))
      const found = all.filter(
        (one) => isAskedFor(one, filter) && one.inForce.some((event) => holding.has(event)),
      )
      const placed = found.map(({ view }) => {
        const item = summaryOf(view)
        return { key: sortKey(item, order.by), name: item.id, item }
      })
      const descending = order.direction === 'descending'
      const { items, hasMore } = pageOf(placed, `${order.by}-${order.direction}`, descending, page)
      return {
        items: items.map(({ cursor, item }) => ({ cursor, incident: item })),
        total: isCut ? undefined : found.length,
        hasMore,
        imported: imported(knownTo(agency, moment), moment),
      }
    },
    topic: ({ agency }, topic, moment) => answer(agency, topic, moment),
    topics: ({ agency }, kind, page, moment) => {
      const all = answers(agency, kind, moment).map((item) => ({ key: 0, name: item.view.topic, item }))
      return pageOf(all, kind, false, page).items.map(({ item }) => item)
    },
    events: ({ agency }, filter, page, moment) => {
      const order = filter.order ?? 'known'
      const { found, isCut } = matching(agency, filter, moment)
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
    },
    event: ({ agency }, idOrReference, moment) =>
      knownTo(agency, moment).find(
        ({ event }) => event.id === idOrReference || event.envelope.reference === idOrReference,
      ),
    statistics: ({ agency }, filter, moment) => {
      const { found, isCut } = matching(agency, filter, moment)
      if (isCut) throw tooManyFound()
      return countEvents(found)
    },
    hotspots: ({ agency }, filter, page, moment) => {
      const batches = knownTo(agency, moment)
        .filter(({ event, supersededBy }) => supersededBy === undefined && hasHappened(event, moment))
        .filter(
          ({ event }) =>
            (filter.incident === undefined || incidentOfStream(event.stream) === filter.incident) &&
            (filter.modes === undefined || filter.modes.includes(event.envelope.mode)),
        )
        .map(({ event }) => event)
      const all = hotspotsOf(batches, vocabulary.changes, whereabouts).filter((one) =>
        passesHotspot(one, filter),
      )
      const placed = all.map((item) => ({ key: millisecondsOf(item.acquiredAt), name: item.key, item }))
      const { items, hasMore } = pageOf(placed, 'acquired', false, page)
      return {
        items: items.map(({ cursor, item }) => ({ cursor, hotspot: item })),
        total: all.length,
        hasMore,
      }
    },
    conflicts: ({ agency }, filter, page, moment) =>
      pageOfConflicts(disputedIn(disputedFor(agency, moment)), finder(agency, moment).realIn, filter, page),
    conflictsOf: ({ agency }, incident, moment) => finder(agency, moment).ofIncident(incident),
  }
}

const hasHappened = (event: RecordedEvent, { valid }: Moment): boolean =>
  valid === undefined || occurredMs(event) <= millisecondsOf(valid)

/** Imported records count where `known` was an instant: by position nothing can still come in. */
const imported = (known: readonly EventEntry[], moment: Moment): number =>
  moment.known !== undefined && 'at' in moment.known
    ? known.filter(({ event }) => event.envelope.imported !== undefined).length
    : 0

/** The number by which a list of events sorts, newest or most delayed first. */
export const eventKey = (event: RecordedEvent, order: NonNullable<EventFilter['order']>): number => {
  const knownMs = millisecondsOf(knownAt(event))
  if (order === 'known') return knownMs
  return order === 'occurred' ? occurredMs(event) : knownMs - occurredMs(event)
}

/** Positions compare as text when they are padded. */
export const positionName = ({ position }: Pick<RecordedEvent, 'position'>): string =>
  position.toString().padStart(20, '0')

/** A topic's events: its members say something of it; the others correct, retract or release a member. */
interface TopicFile {
  readonly members: ReadonlySet<RecordedEvent>
  readonly events: readonly RecordedEvent[]
}

/** Events by topic. What aims at an event is filed wherever that event is. */
const fileByTopic = (
  events: readonly RecordedEvent[],
  vocabulary: Pick<RosterVocabulary, 'topics'>,
): ReadonlyMap<Topic, TopicFile> => {
  const files = new Map<Topic, { members: Set<RecordedEvent>; events: RecordedEvent[] }>()
  const topicsOfRecord = new Map<string, ReadonlySet<Topic>>()
  for (const event of events.toSorted(byPosition)) {
    const own = new Set(vocabulary.topics(event))
    const aimed = aimsOf(event).flatMap((id) => [...(topicsOfRecord.get(keyOf(event, id)) ?? [])])
    const all = new Set([...own, ...aimed])
    topicsOfRecord.set(keyOf(event, event.id), all)
    for (const topic of all) {
      const file = files.get(topic) ?? { members: new Set(), events: [] }
      files.set(topic, file)
      file.events.push(event)
      if (own.has(topic)) file.members.add(event)
    }
  }
  return files
}
