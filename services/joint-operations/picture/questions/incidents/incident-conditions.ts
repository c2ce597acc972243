import { millisecondsOf } from '@concord/kernel'
import type { IncidentFilter } from '../../asked/incidents.ts'
import { severities } from '../../definition/summary.ts'
import { SEPARATOR } from '../../fold/situation/kept-summary.ts'
import type { FoundWords } from '../events/found-words.ts'
import type { IndexQuestion } from '../index-question.ts'
import { allOf, inBox, isOneOf, type SqlCondition } from '../sql-condition.ts'
import { type HeldSummaries, heldSummaries } from './held-summaries.ts'

/** What is asked of incidents, in SQL. */
export interface AskedOfIncidents {
  readonly filter: IncidentFilter
  readonly held: HeldSummaries
  /** A condition on a row `h` of those held and its summary `s`. */
  readonly where: string
  /** Of the condition, of what is held, and of the question. */
  readonly parameters: Readonly<Record<string, string | number | bigint>>
}

/** Its words are taken for found where they are. */
export const askedOfIncidents = (
  question: IndexQuestion,
  filter: IncidentFilter,
  found: FoundWords | undefined,
): AskedOfIncidents => {
  const held = heldSummaries(question, filter)
  const { sql: where, parameters } = allOf(incidentConditions(filter, question, found))
  return { filter, held, where, parameters: { ...question.parameters, ...held.parameters, ...parameters } }
}

/** What a filter asks besides statuses and modes, on a topic's row `h` and its summary `s`. */
function* incidentConditions(
  filter: IncidentFilter,
  question: IndexQuestion,
  found: FoundWords | undefined,
): Generator<SqlCondition> {
  if (filter.forms) yield isOneOf('s.form', 'forms', filter.forms)
  if (filter.kinds) yield isOneOf('s.kind', 'kinds', filter.kinds)
  if (filter.severities) {
    yield isOneOf(
      's.severity',
      'severities',
      filter.severities.map((one) => severities.indexOf(one)),
    )
  }
  if (filter.agencies) yield anyOf('s.agencies', 'agencies', filter.agencies)
  if (filter.areas) yield anyOf('s.areas', 'areas', filter.areas)
  if (filter.box) yield inBox('s', filter.box)
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
        ON f.ordinal = w.value WHERE f.is_member AND f.occurred_ms <= :valid AND ${question.isFiledInForce})`,
      parameters: { found: found.ordinals },
    }
  }
}

/** That a column of joined names has one of these. One condition a value: a list of values would be opened for every row. */
const anyOf = (column: string, name: string, values: readonly string[]): SqlCondition => ({
  sql: `(${values.map((_, index) => `instr(${column}, :${name}${index})`).join(' OR ') || 'FALSE'})`,
  parameters: Object.fromEntries(
    values.map((value, index) => [`${name}${index}`, `${SEPARATOR}${value}${SEPARATOR}`]),
  ),
})
