import type { IncidentOrder } from '../../asked/incidents.ts'
import type { Cursor } from '../../definition/cursor.ts'
import type { ReadModels } from '../index-question.ts'
import type { AskedOfIncidents } from './incident-conditions.ts'

/** Which part of an order is asked for: so many after a cursor. */
export interface Stretch {
  readonly order: IncidentOrder
  readonly after: Cursor | undefined
  readonly limit: number
}

/** The summaries of a page, found by putting everything that the filter asks for in order. */
export const sorted = (
  { sql }: ReadModels,
  { filter, held, where, parameters }: AskedOfIncidents,
  { order, after, limit }: Stretch,
) => {
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

const keyColumn = (by: IncidentOrder['by'], changedMs: string): string =>
  ({ opened: 's.opened_ms', changed: changedMs, severity: 's.severity', id: '0' })[by]
