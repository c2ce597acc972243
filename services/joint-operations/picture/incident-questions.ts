import { type Form, type IncidentStatus, modes, type Severity } from '@concord/incident'
import { type Mode, millisecondsOf } from '@concord/kernel'
import { readCursor, writeCursor } from './cursor.ts'
import { importedCount } from './event-questions.ts'
import { SEPARATOR } from './incident-memory.ts'
import type { IncidentFilter, IncidentOrder, IncidentPage, IncidentSummary, PageRequest } from './picture.ts'
import type { Reading, ReadModels } from './reading.ts'
import { PER_TOPIC } from './rectangle-id.ts'
import { secondOf } from './rectangle-store.ts'
import { severities, statuses } from './summary.ts'
import { wordQuery } from './word-query.ts'

/** A page of incidents at two moments, with how many there are in all. */
export const askIncidents = (
  models: ReadModels,
  reading: Reading,
  filter: IncidentFilter,
  order: IncidentOrder,
  page: PageRequest,
): IncidentPage => {
  const { sql } = models
  const conditions = [...conditionsOf(filter, reading)]
  const held = heldBy(reading, filter)
  const parameters = { ...reading.parameters, ...held.parameters, ...parametersOf(conditions) }
  const where = conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE'
  const name = `${order.by}-${order.direction}`
  const after = page.after === undefined ? undefined : readCursor(page.after, name)
  const [way, sign] = order.direction === 'descending' ? ['DESC', '<'] : ['ASC', '>']
  const matching = `SELECT h.*, s.id, ${keyColumn(order.by, held.changedMs)} AS key
    FROM (${held.sql}) AS h JOIN summary AS s USING (summary) WHERE ${where}`
  const counting = `SELECT count(*) AS total FROM (${held.sql}) AS h
    ${conditions.length === 0 ? '' : `JOIN summary AS s USING (summary) WHERE ${where}`}`
  // What is found by words or status is worth keeping to be counted; of everything, nothing but the page is put in order.
  const isKept = filter.text !== undefined || filter.statuses !== undefined
  const rows = sql(
    `WITH matching AS ${isKept ? '' : 'NOT'} MATERIALIZED (${matching})
     SELECT s.*, h.key, ${isKept ? '(SELECT count(*) FROM matching)' : 'NULL'} AS total, ${held.changed} AS changed
     FROM (SELECT * FROM matching AS m ${after === undefined ? '' : `WHERE (m.key, m.id) ${sign} (:afterKey, :afterId)`}
       ORDER BY m.key ${way}, m.id ${way} LIMIT :limit + 0) AS h JOIN summary AS s USING (summary)
     ORDER BY h.key ${way}, h.id ${way}`,
  ).all({
    ...parameters,
    ...(after && { afterKey: after.key, afterId: after.name }),
    limit: page.first + 1,
  }) as unknown as SummaryRow[]
  const total = rows[0]?.total ?? (sql(counting).get(parameters)?.total as number)

  const items = rows.slice(0, page.first).map((row) => ({
    cursor: writeCursor({ order: name, key: row.key, name: row.id }),
    incident: summaryFrom(row, changedAt(models, row.changed)),
  }))
  return { items, total, hasMore: rows.length > page.first, imported: importedCount(models, reading) }
}

interface HeldRows {
  readonly sql: string
  readonly parameters: Readonly<Record<string, number>>
  /** SQL for what tells when an incident last changed: its text, or the ordinal of the event. */
  readonly changed: string
  readonly changedMs: string
}

/** The summaries that hold at the two moments, one row for each incident. */
const heldBy = (reading: Reading, filter: IncidentFilter): HeldRows => {
  const { known, moment } = reading
  const codes = filter.statuses?.map((status) => statuses.indexOf(status))
  const ofModes =
    filter.modes && `AND mode IN (${filter.modes.map((mode) => modes.indexOf(mode)).join(', ')})`
  const ofStatuses = codes && `AND status IN (${codes.join(', ')})`
  const among = `${ofStatuses ?? ''} ${ofModes ?? ''}`
  if (known.axis === 'ordinal' && known.isNow && moment.valid === undefined) {
    return {
      sql: `SELECT topic, summary, changed_ms, changed_at FROM tail WHERE mask & :bit ${among}`,
      parameters: {},
      changed: 'h.changed_at',
      changedMs: 'h.changed_ms',
    }
  }
  const status = codes === undefined ? [0, statuses.length] : [Math.min(...codes), Math.max(...codes)]
  const isClocked = known.axis === 'instant' && known.isMixed
  const parts = [byOrdinal(isClocked, among), ...(isClocked ? [byInstant(among)] : [])]
  const lastEvent = (column: string) => `(SELECT ${column} FROM filing AS f
    WHERE f.topic = h.topic AND f.is_member AND f.mode = s.mode AND f.occurred_ms <= :valid AND ${reading.isFiledInForce}
    ORDER BY f.occurred_ms DESC, f.ordinal DESC LIMIT 1)`
  return {
    sql: parts.join(' UNION ALL '),
    parameters: {
      ordinal: known.ordinal,
      validS: secondOf(reading.validMs),
      statusFrom: status[0]!,
      statusTo: status[1]!,
      ...(isClocked && { knownS: secondOf(known.ms) }),
    },
    changed: lastEvent('f.ordinal'),
    changedMs: lastEvent('f.occurred_ms'),
  }
}

/** Filters again what the R-tree's whole seconds and range of statuses let through. */
const byOrdinal = (withoutClocked: boolean, among: string): string => {
  const clocked = (topic: string) =>
    withoutClocked ? `AND (SELECT clocked FROM topic AS t WHERE t.topic = ${topic}) = 0` : ''
  const inStatus = `status_from <= :statusTo AND status_to >= :statusFrom ${among.replace('status', 'status_from')}`
  return `SELECT r.id / ${PER_TOPIC} AS topic, r.summary FROM rectangle AS r
    WHERE known_from <= :ordinal AND known_to >= :ordinal AND valid_from_s <= :validS AND ${inStatus}
      AND valid_from <= :valid AND mask & :bit ${clocked(`r.id / ${PER_TOPIC}`)}
    UNION ALL SELECT r.id / ${PER_TOPIC} AS topic, r.summary FROM past_rectangle AS r
    WHERE known_from <= :ordinal AND known_to >= :ordinal AND valid_from_s <= :validS AND valid_to_s >= :validS
      AND ${inStatus} AND valid_from <= :valid AND valid_to > :valid AND mask & :bit ${clocked(`r.id / ${PER_TOPIC}`)}
    UNION ALL SELECT topic, summary FROM tail
    WHERE known_from <= :ordinal AND valid_from <= :valid AND mask & :bit ${among} ${clocked('tail.topic')}`
}

const byInstant = (among: string): string =>
  `SELECT r.id / ${PER_TOPIC} AS topic, r.summary FROM instant_rectangle AS r
    WHERE known_from_s <= :knownS AND known_to_s >= :knownS AND valid_from_s <= :validS AND valid_to_s >= :validS
      AND status_from <= :statusTo AND status_to >= :statusFrom ${among.replace('status', 'status_from')}
      AND known_from <= :known AND known_to > :known AND valid_from <= :valid AND valid_to > :valid AND mask & :bit
    UNION ALL SELECT topic, summary FROM instant_tail
    WHERE known_from <= :known AND valid_from <= :valid AND mask & :bit ${among}`

const keyColumn = (by: IncidentOrder['by'], changedMs: string): string =>
  ({ opened: 's.opened_ms', changed: changedMs, severity: 's.severity', id: '0' })[by]

interface Condition {
  readonly sql: string
  readonly parameters: Readonly<Record<string, string | number>>
}

const parametersOf = (conditions: readonly Condition[]) =>
  Object.assign({}, ...conditions.map(({ parameters }) => parameters)) as Record<string, string | number>

function* conditionsOf(filter: IncidentFilter, reading: Reading): Generator<Condition> {
  const oneOf = (column: string, name: string, values: readonly (string | number)[]): Condition => ({
    sql: `${column} IN (SELECT value FROM json_each(:${name}))`,
    parameters: { [name]: JSON.stringify(values) },
  })
  const anyOf = (column: string, name: string, values: readonly string[]): Condition => ({
    sql: `EXISTS (SELECT 1 FROM json_each(:${name}) WHERE instr(${column}, value))`,
    parameters: { [name]: JSON.stringify(values.map((one) => `${SEPARATOR}${one}${SEPARATOR}`)) },
  })
  if (filter.forms) yield oneOf('s.form', 'forms', filter.forms)
  if (filter.kinds) yield oneOf('s.kind', 'kinds', filter.kinds)
  if (filter.severities) {
    yield oneOf(
      's.severity',
      'severities',
      filter.severities.map((one) => severities.indexOf(one)),
    )
  }
  if (filter.agencies) yield anyOf('s.agencies', 'agencies', filter.agencies)
  if (filter.areas) yield anyOf('s.areas', 'areas', filter.areas)
  if (filter.box) {
    const { west, east, south, north } = filter.box
    const across = west <= east ? 's.lon >= :west AND s.lon <= :east' : '(s.lon >= :west OR s.lon <= :east)'
    yield {
      sql: `s.lat >= :south AND s.lat <= :north AND ${across}`,
      parameters: { west, east, south, north },
    }
  }
  if (filter.openedAfter) {
    yield {
      sql: 's.opened_ms > :openedAfter',
      parameters: { openedAfter: millisecondsOf(filter.openedAfter) },
    }
  }
  if (filter.openedBefore) {
    yield {
      sql: 's.opened_ms < :openedBefore',
      parameters: { openedBefore: millisecondsOf(filter.openedBefore) },
    }
  }
  const words = filter.text === undefined ? undefined : wordQuery(filter.text)
  if (words !== undefined) {
    yield {
      sql: `h.topic IN (SELECT f.topic FROM word JOIN filing AS f ON f.ordinal = word.rowid
        WHERE word MATCH :words AND f.is_member AND f.occurred_ms <= :valid AND ${reading.isFiledInForce})`,
      parameters: { words },
    }
  }
}

interface SummaryRow {
  readonly id: string
  readonly form: Form
  readonly kind: string | null
  readonly title: string | null
  readonly mode: Mode
  readonly status: number
  readonly severity: number
  readonly lead: string | null
  readonly agencies: string
  readonly areas: string
  readonly lat: number | null
  readonly lon: number | null
  readonly opened_at: string
  readonly changed: string | number
  readonly key: number
  readonly total: number | null
}

const changedAt = ({ pick }: ReadModels, changed: string | number): string =>
  typeof changed === 'string' ? changed : pick([changed])[0]!.envelope.occurredAt

const summaryFrom = (row: SummaryRow, changedAt: string): IncidentSummary => ({
  id: row.id,
  form: row.form,
  kind: row.kind ?? undefined,
  title: row.title ?? undefined,
  mode: row.mode,
  status: statuses[row.status] as IncidentStatus,
  severity: severities[row.severity] as Severity,
  lead: row.lead ?? undefined,
  agencies: listOf(row.agencies),
  areas: listOf(row.areas),
  lat: row.lat ?? undefined,
  lon: row.lon ?? undefined,
  openedAt: row.opened_at,
  changedAt,
})

const listOf = (joined: string): readonly string[] => joined.split(SEPARATOR).filter((one) => one !== '')
