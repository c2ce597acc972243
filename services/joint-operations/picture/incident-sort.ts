import type { Cursor } from './cursor.ts'
import type { HeldSummaries } from './held-summaries.ts'
import { incidentConditions } from './incident-conditions.ts'
import type { IncidentFilter, IncidentOrder } from './picture.ts'
import type { Reading, ReadModels } from './reading.ts'

/** Which part of an order is asked for: so many after a cursor. */
export interface Stretch {
  readonly order: IncidentOrder
  readonly after: Cursor | undefined
  readonly limit: number
}

/** The summaries of a page, found by putting everything that the filter asks for in order. */
export const sorted = (
  { sql }: ReadModels,
  reading: Reading,
  filter: IncidentFilter,
  held: HeldSummaries,
  { order, after, limit }: Stretch,
) => {
  const { where, parameters } = conditionsOf(reading, filter, held)
  const [way, onwards] = order.direction === 'descending' ? ['DESC', '<'] : ['ASC', '>']
  // Where few pass they are kept to be counted; of everything, nothing but the page is put in order.
  const isKept = where !== 'TRUE' || filter.statuses !== undefined
  return sql(
    `WITH matching AS ${isKept ? '' : 'NOT'} MATERIALIZED (
       SELECT h.*, s.id, ${keyColumn(order.by, held.changedMs)} AS key
       FROM (${held.all}) AS h JOIN summary AS s USING (summary) WHERE ${where})
     SELECT s.*, h.key, ${isKept ? '(SELECT count(*) FROM matching)' : 'NULL'} AS total, ${held.changed} AS changed
     FROM (SELECT * FROM matching AS m ${after === undefined ? '' : `WHERE (m.key, m.id) ${onwards} (:afterKey, :afterId)`}
       ORDER BY m.key ${way}, m.id ${way} LIMIT :limit + 0) AS h JOIN summary AS s USING (summary)
     ORDER BY h.key ${way}, h.id ${way}`,
  ).all({ ...parameters, ...(after && { afterKey: after.key, afterId: after.name }), limit })
}

/** How many incidents the filter asks for. */
export const counted = (
  { sql }: ReadModels,
  reading: Reading,
  filter: IncidentFilter,
  held: HeldSummaries,
): number => {
  const { where, parameters } = conditionsOf(reading, filter, held)
  const narrowed = where === 'TRUE' ? '' : `JOIN summary AS s USING (summary) WHERE ${where}`
  return sql(`SELECT count(*) AS total FROM (${held.all}) AS h ${narrowed}`).get(parameters)?.total as number
}

const conditionsOf = (reading: Reading, filter: IncidentFilter, held: HeldSummaries) => {
  const conditions = [...incidentConditions(filter, reading)]
  return {
    where: conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    parameters: Object.assign(
      { ...reading.parameters, ...held.parameters },
      ...conditions.map(({ parameters }) => parameters),
    ) as Readonly<Record<string, string | number | bigint>>,
  }
}

const keyColumn = (by: IncidentOrder['by'], changedMs: string): string =>
  ({ opened: 's.opened_ms', changed: changedMs, severity: 's.severity', id: '0' })[by]
