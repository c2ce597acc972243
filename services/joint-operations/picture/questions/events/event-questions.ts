import type { EventEntry, EventFilter, EventPage, Statistics } from '../../asked/events.ts'
import type { PageRequest } from '../../asked/page.ts'
import { writeCursor } from '../../definition/cursor.ts'
import { eventKey, positionName } from '../../definition/event-order.ts'
import { tooManyFound } from '../../definition/word-limit.ts'
import { dayOf, startOfDay } from '../../tables/block.ts'
import { entryOf, type IndexQuestion, type ReadModels } from '../index-question.ts'
import { eventConditions } from './event-conditions.ts'
import { countSorts, type SortCount } from './event-counts.ts'
import { firstRows } from './first-rows.ts'
import { foundWords } from './found-words.ts'

/** A page of events that the reader knew, newest or most delayed first. */
export const askEvents = (
  models: ReadModels,
  question: IndexQuestion,
  filter: EventFilter,
  page: PageRequest,
): EventPage => {
  const order = filter.order ?? 'known'
  const found = foundWords(models, question, filter)
  const conditions = eventConditions(filter, question, found?.ordinals)
  const rows = firstRows(models, conditions, filter, page)
  const total = found?.isCut
    ? undefined
    : (rows[0]?.total ?? sumOf(countSorts(models.sql, conditions), ({ events }) => events))
  const ordinals = rows.slice(0, page.first).map(({ ordinal }) => ordinal)
  const items = models.pick(ordinals).map((event) => ({
    cursor: writeCursor({ order, key: eventKey(event, order), name: positionName(event) }),
    entry: entryOf(question, event),
  }))
  return { items, total, hasMore: rows.length > page.first }
}

/** The first of the events with this id or reference that the reader knew. */
export const askEvent = (
  { sql, pick }: ReadModels,
  question: IndexQuestion,
  idOrReference: string,
): EventEntry | undefined => {
  const row = sql(
    `SELECT e.ordinal FROM event AS e WHERE (e.id = :name OR e.reference = :name)
     AND ${question.isKnown} AND ${question.isSeen} ORDER BY e.ordinal LIMIT 1`,
  ).get({ ...question.parameters, name: idOrReference })
  const event = row && pick([row.ordinal as number])[0]
  return event && entryOf(question, event)
}

/** Counts what the reader knew; refuses where more hold the words sought than are gone through. */
export const askStatistics = (
  models: ReadModels,
  question: IndexQuestion,
  filter: EventFilter,
): Statistics => {
  const found = foundWords(models, question, filter)
  if (found?.isCut) throw tooManyFound()
  const counts = countSorts(models.sql, eventConditions(filter, question, found?.ordinals))
  const by = (name: 'mode' | 'agency' | 'type') => {
    const named: Record<string, number> = {}
    for (const one of counts) named[one[name]] = (named[one[name]] ?? 0) + one.events
    return named
  }
  return {
    total: sumOf(counts, ({ events }) => events),
    by: { mode: by('mode'), agency: by('agency'), type: by('type') },
    corrections: sumOf(counts, ({ corrects, events }) => corrects * events),
    retractions: sumOf(counts, ({ retracts, events }) => retracts * events),
    erasures: sumOf(counts, ({ type, events }) => (type === 'PersonalDataErased' ? events : 0)),
    imported: sumOf(counts, ({ imported, events }) => imported * events),
  }
}

const sumOf = (counts: readonly SortCount[], eventsOf: (count: SortCount) => number): number =>
  counts.reduce((all, count) => all + eventsOf(count), 0)

/** Imported records count where `known` was an instant: by position nothing can still come in. */
export const importedCount = (
  { sql, knowledge: { countedTogether } }: ReadModels,
  { known, parameters, isKnown, isSeen }: IndexQuestion,
): number => {
  if (known.axis === 'ordinal') return 0
  const dayMs = countedTogether?.dayMs
  const row = sql(
    `SELECT sum(events) AS events FROM (
       SELECT events FROM import_tally WHERE day < :day AND mask & :bit
       UNION ALL SELECT 1 FROM event AS e INDEXED BY event_imported
         WHERE e.imported = 1 AND e.known_ms >= :dayStart AND ${isKnown} AND e.entangled < 2 AND e.mask & :bit
       UNION ALL SELECT 1 FROM event AS e INDEXED BY event_released
         WHERE e.entangled > 1 AND e.imported = 1 AND ${isKnown} AND ${isSeen})`,
  ).get({ ...parameters, day: dayOf(known.ms, dayMs), dayStart: startOfDay(known.ms, dayMs) })
  return (row?.events ?? 0) as number
}
