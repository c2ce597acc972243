import { millisecondsOf } from '@concord/kernel'
import type { HeldSummaries } from './held-summaries.ts'
import { SEPARATOR } from './incident-memory.ts'
import type { IncidentFilter } from './picture.ts'
import type { Reading } from './reading.ts'
import { severities } from './summary.ts'
import { wordQuery } from './word-query.ts'

/** All that a filter asks, in SQL, on rows `h` of those held and their summaries `s`; with the parameters of the reading. */
export const conditionsOf = (reading: Reading, filter: IncidentFilter, held: HeldSummaries) => {
  const conditions = [...incidentConditions(filter, reading)]
  return {
    where: conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    parameters: Object.assign(
      { ...reading.parameters, ...held.parameters },
      ...conditions.map(({ parameters }) => parameters),
    ) as Readonly<Record<string, string | number | bigint>>,
  }
}

/** A condition on a topic's row `h` and its summary `s`, in SQL. */
interface IncidentCondition {
  readonly sql: string
  readonly parameters: Readonly<Record<string, string | number>>
}

/** What a filter asks besides statuses and modes. */
function* incidentConditions(filter: IncidentFilter, reading: Reading): Generator<IncidentCondition> {
  const oneOf = (column: string, name: string, values: readonly (string | number)[]): IncidentCondition => ({
    sql: `${column} IN (SELECT value FROM json_each(:${name}))`,
    parameters: { [name]: JSON.stringify(values) },
  })
  const anyOf = (column: string, name: string, values: readonly string[]): IncidentCondition => ({
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
