import { millisecondsOf } from '@concord/kernel'
import type { IncidentFilter } from '../../asked/incidents.ts'
import { severities } from '../../definition/summary.ts'
import { SEPARATOR } from '../../fold/situation/kept-summary.ts'
import type { FoundWords } from '../events/found-words.ts'
import type { IndexReading } from '../reading.ts'
import { type HeldSummaries, heldSummaries } from './held-summaries.ts'

/** What is asked of incidents, in SQL. */
export interface AskedOfIncidents {
  readonly filter: IncidentFilter
  readonly held: HeldSummaries
  /** A condition on a row `h` of those held and its summary `s`. */
  readonly where: string
  /** Of the condition, of what is held, and of the reading. */
  readonly parameters: Readonly<Record<string, string | number | bigint>>
}

/** Its words are taken for found where they are. */
export const askedOfIncidents = (
  reading: IndexReading,
  filter: IncidentFilter,
  found: FoundWords | undefined,
): AskedOfIncidents => {
  const held = heldSummaries(reading, filter)
  const conditions = [...incidentConditions(filter, reading, found)]
  return {
    filter,
    held,
    where: conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    parameters: Object.assign(
      { ...reading.parameters, ...held.parameters },
      ...conditions.map(({ parameters }) => parameters),
    ),
  }
}

/** A condition on a topic's row `h` and its summary `s`, in SQL. */
interface IncidentCondition {
  readonly sql: string
  readonly parameters: Readonly<Record<string, string | number>>
}

/** What a filter asks besides statuses and modes. */
function* incidentConditions(
  filter: IncidentFilter,
  reading: IndexReading,
  found: FoundWords | undefined,
): Generator<IncidentCondition> {
  const oneOf = (column: string, name: string, values: readonly (string | number)[]): IncidentCondition => ({
    sql: `${column} IN (SELECT value FROM json_each(:${name}))`,
    parameters: { [name]: JSON.stringify(values) },
  })
  // One condition a value: a list of values would be opened for every row.
  const anyOf = (column: string, name: string, values: readonly string[]): IncidentCondition => ({
    sql: `(${values.map((_, index) => `instr(${column}, :${name}${index})`).join(' OR ') || 'FALSE'})`,
    parameters: Object.fromEntries(
      values.map((value, index) => [`${name}${index}`, `${SEPARATOR}${value}${SEPARATOR}`]),
    ),
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
  if (found) {
    yield {
      sql: `h.topic IN (SELECT f.topic FROM json_each(:found) AS w CROSS JOIN filing AS f INDEXED BY filing_ordinal
        ON f.ordinal = w.value WHERE f.is_member AND f.occurred_ms <= :valid AND ${reading.isFiledInForce})`,
      parameters: { found: found.ordinals },
    }
  }
}
