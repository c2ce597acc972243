import type { IncidentFilter, IncidentOrder } from '../../asked/incidents.ts'
import type { IndexQuestion, ReadModels } from '../index-question.ts'
import { endEvent, type HeldSummaries } from './held-summaries.ts'
import { isOfModes } from './incident-count.ts'
import type { Stretch } from './incident-sort.ts'

/** Events among which a page is looked for. */
const WALKED_EVENTS = 20_000

/** An incident is opened by the first of its events, and was changed by the last. */
const ends = { opened: 'first', changed: 'last' } as const

/** Whether the order is one in which events occur, and nothing is asked of incidents but their mode. */
export const canWalk = (filter: IncidentFilter, { by }: IncidentOrder): boolean =>
  by in ends && isOfModes(filter)

/**
 * The summaries of a page, found by walking from event to event as they occurred: an incident stands where the first or
 * the last of its events does, so no more of them are looked at than the page needs. Undefined where the page is not full
 * after so many events and there are others.
 */
export const walked = (
  { sql, knowledge: { walkedEvents = WALKED_EVENTS } }: ReadModels,
  question: IndexQuestion,
  held: HeldSummaries,
  { order, after, limit }: Stretch,
) => {
  const end = ends[order.by as keyof typeof ends]
  const [way, onwards] = order.direction === 'descending' ? ['DESC', '<'] : ['ASC', '>']
  const startMs = startOf(sql, question, { order, after })
  const haltMs = sql(
    `SELECT occurred_ms FROM filing INDEXED BY filing_occurred WHERE occurred_ms ${onwards}= :startMs
     ORDER BY occurred_ms ${way} LIMIT 1 OFFSET :walkedEvents + 0`,
  ).get({ startMs, walkedEvents })?.occurred_ms as number | undefined
  const rows = sql(
    `SELECT s.*, h.key, NULL AS total, ${endEvent(question, 'ordinal', 'last')} AS changed
     FROM (SELECT f.topic, f.ordinal, f.mode, f.occurred_ms AS key FROM filing AS f INDEXED BY filing_occurred
       WHERE f.occurred_ms ${onwards}= :startMs ${haltMs === undefined ? '' : `AND :haltMs ${onwards} f.occurred_ms`}
         AND f.occurred_ms <= :valid AND f.is_member AND ${question.isFiledInForce}) AS h
     CROSS JOIN summary AS s ON s.summary = (${held.of('h.topic')}) AND s.mode = h.mode
     WHERE h.ordinal = ${endEvent(question, 'ordinal', end, 'h.mode')}
       ${after === undefined ? '' : `AND (h.key, s.id) ${onwards} (:afterKey, :afterId)`}
     ORDER BY h.key ${way}, s.id ${way} LIMIT :limit + 0`,
  ).all({
    ...question.parameters,
    ...held.parameters,
    ...(haltMs !== undefined && { haltMs }),
    ...(after && { afterKey: after.key, afterId: after.name }),
    startMs,
    limit,
  })
  return haltMs === undefined || rows.length === limit ? rows : undefined
}

/** Where a walk begins: at the cursor, and backwards at the last that can be known by then. */
const startOf = (
  sql: ReadModels['sql'],
  { known, parameters, validMs }: IndexQuestion,
  { order, after }: Pick<Stretch, 'order' | 'after'>,
): number => {
  if (order.direction === 'ascending') return after?.key ?? Number.MIN_SAFE_INTEGER
  const from = known.axis === 'ordinal' ? 'ordinal_from' : 'known_from'
  const row = sql(`SELECT max(occurred_to) AS ms FROM block WHERE ${from} <= :known`).get({ ...parameters })
  const lastMs = (row?.ms ?? Number.MIN_SAFE_INTEGER) as number
  return Math.min(after?.key ?? lastMs, lastMs, validMs)
}
