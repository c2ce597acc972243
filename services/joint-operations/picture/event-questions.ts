import { millisecondsOf } from '@concord/kernel'
import { readCursor, writeCursor } from './cursor.ts'
import type { EventEntry, EventFilter, EventPage, PageRequest, Statistics } from './picture.ts'
import { eventKey, positionName } from './plain-questions.ts'
import { entryOf, type Reading, type ReadModels } from './reading.ts'
import { wordQuery } from './word-query.ts'

type Parameters = Record<string, string | number | bigint>

/** A page of events that the reader knew, newest or most delayed first. */
export const askEvents = (
  models: ReadModels,
  reading: Reading,
  filter: EventFilter,
  page: PageRequest,
): EventPage => {
  const { sql, pick } = models
  const order = filter.order ?? 'known'
  const { where, parameters } = conditionsOf(filter, reading)
  const total = sql(`SELECT count(*) AS total FROM event AS e WHERE ${where}`).get(parameters)
    ?.total as number
  const after = page.after === undefined ? undefined : readCursor(page.after, order)
  const key = { known: 'e.known_ms', occurred: 'e.occurred_ms', delay: 'e.known_ms - e.occurred_ms' }[order]
  const rows = sql(
    `SELECT e.ordinal FROM event AS e WHERE ${where}
     ${after === undefined ? '' : `AND (${key}, e.position) < (:afterKey, :afterPosition)`}
     ORDER BY ${key} DESC, e.position DESC LIMIT :limit`,
  ).all({
    ...parameters,
    ...(after && { afterKey: after.key, afterPosition: positionIn(after.name) }),
    limit: page.first + 1,
  })
  const items = pick(rows.slice(0, page.first).map(({ ordinal }) => ordinal as number)).map((event) => ({
    cursor: writeCursor({ order, key: eventKey(event, order), name: positionName(event) }),
    entry: entryOf(reading, event),
  }))
  return { items, total, hasMore: rows.length > page.first }
}

/** A cursor's name is a position in decimal; one that was tampered with is after everything. */
const positionIn = (name: string): bigint => (/^\d{1,18}$|^0\d{19}$/.test(name) ? BigInt(name) : 0n)

/** The first of the events with this id or reference that the reader knew. */
export const askEvent = (
  { sql, pick }: ReadModels,
  reading: Reading,
  idOrReference: string,
): EventEntry | undefined => {
  const row = sql(
    `SELECT e.ordinal FROM event AS e WHERE (e.id = :name OR e.reference = :name)
     AND ${reading.isKnown} AND ${reading.isSeen} ORDER BY e.ordinal LIMIT 1`,
  ).get({ ...reading.parameters, name: idOrReference })
  const event = row && pick([row.ordinal as number])[0]
  return event && entryOf(reading, event)
}

/** Counts what the reader knew. */
export const askStatistics = ({ sql }: ReadModels, reading: Reading, filter: EventFilter): Statistics => {
  const { where, parameters } = conditionsOf(filter, reading)
  const rows = sql(
    `SELECT e.mode, e.agency, e.type, count(*) AS events, sum(e.corrects) AS corrections,
       sum(e.retracts) AS retractions, sum(e.imported) AS imported
     FROM event AS e WHERE ${where} GROUP BY e.mode, e.agency, e.type`,
  ).all(parameters) as unknown as CountRow[]
  const by = (name: 'mode' | 'agency' | 'type') => {
    const counts: Record<string, number> = {}
    for (const row of rows) counts[row[name]] = (counts[row[name]] ?? 0) + row.events
    return counts
  }
  const sum = (pickNumber: (row: CountRow) => number) => rows.reduce((all, row) => all + pickNumber(row), 0)
  return {
    total: sum(({ events }) => events),
    by: { mode: by('mode'), agency: by('agency'), type: by('type') },
    corrections: sum(({ corrections }) => corrections),
    retractions: sum(({ retractions }) => retractions),
    erasures: sum(({ type, events }) => (type === 'PersonalDataErased' ? events : 0)),
    imported: sum(({ imported }) => imported),
  }
}

interface CountRow {
  readonly mode: string
  readonly agency: string
  readonly type: string
  readonly events: number
  readonly corrections: number
  readonly retractions: number
  readonly imported: number
}

/** Imported records count where `known` was an instant: by position nothing can still come in. */
export const importedCount = ({ sql }: ReadModels, reading: Reading): number => {
  if (reading.known.axis === 'ordinal') return 0
  const row = sql(
    `SELECT count(*) AS events FROM event AS e WHERE e.imported = 1 AND ${reading.isKnown} AND ${reading.isSeen}`,
  ).get({ ...reading.parameters })
  return row?.events as number
}

const conditionsOf = (filter: EventFilter, reading: Reading) => {
  const parameters: Parameters = { ...reading.parameters }
  const conditions: string[] = []
  const add = (sql: string, name?: string, value?: string | number) => {
    conditions.push(sql)
    if (name !== undefined && value !== undefined) parameters[name] = value
  }
  const oneOf = (column: string, name: string, values: readonly string[] | undefined) => {
    if (values) add(`${column} IN (SELECT value FROM json_each(:${name}))`, name, JSON.stringify(values))
  }
  const words = filter.text === undefined ? undefined : wordQuery(filter.text)
  if (filter.incident !== undefined) add('e.incident = :incident', 'incident', filter.incident)
  oneOf('e.type', 'types', filter.types)
  oneOf('e.agency', 'agencies', filter.agencies)
  oneOf('e.mode', 'modes', filter.modes)
  if (filter.occurredAfter) add('e.occurred_ms > :from', 'from', millisecondsOf(filter.occurredAfter))
  if (filter.occurredBefore) add('e.occurred_ms < :to', 'to', millisecondsOf(filter.occurredBefore))
  if (filter.firstReportsOnly) add('e.corrects = 0 AND e.retracts = 0')
  if (filter.only) add(filter.only === 'corrections' ? 'e.corrects = 1' : 'e.retracts = 1')
  if (words) add('e.ordinal IN (SELECT rowid FROM word WHERE word MATCH :words)', 'words', words)
  add(reading.isKnown)
  add('e.occurred_ms <= :valid')
  add(reading.isSeen)
  return { where: conditions.join(' AND '), parameters }
}
