import type { HotspotFilter, HotspotPage } from '../asked/hotspots.ts'
import type { PageRequest } from '../asked/page.ts'
import { writeCursor } from '../definition/cursor.ts'
import type { IndexQuestion, ReadModels } from './index-question.ts'
import { allOf, inBox, isOneOf, type SqlCondition } from './sql-condition.ts'

/** Detections that visible, standing events brought, each once. */
export const askHotspots = (
  { sql }: ReadModels,
  question: IndexQuestion,
  filter: HotspotFilter,
  page: PageRequest,
  after: { readonly key: number; readonly name: string } | undefined,
): HotspotPage => {
  const brought = allOf(onEvent(filter))
  const detected = allOf(onHotspot(filter))
  const parameters = { ...question.parameters, ...brought.parameters, ...detected.parameters }
  const from = `(SELECT h.*, e.id AS event, min(h.ordinal) FROM hotspot AS h JOIN event AS e USING (ordinal)
    WHERE e.occurred_ms <= :valid AND ${question.isKnown} AND ${question.isInForce} AND ${brought.sql} GROUP BY h.key) AS d
    WHERE ${detected.sql}`
  const total = sql(`SELECT count(*) AS total FROM ${from}`).get(parameters)?.total as number
  const rows = sql(
    `SELECT * FROM ${from} ${after === undefined ? '' : 'AND (acquired_ms, key) > (:afterMs, :afterKey)'}
     ORDER BY acquired_ms, key LIMIT :limit + 0`,
  ).all({
    ...parameters,
    ...(after && { afterMs: after.key, afterKey: after.name }),
    limit: page.first + 1,
  }) as unknown as HotspotRow[]
  return { items: rows.slice(0, page.first).map(itemOf), total, hasMore: rows.length > page.first }
}

/** On a row `e` of the events that brought it. */
function* onEvent({ incident, modes }: HotspotFilter): Generator<SqlCondition> {
  if (incident !== undefined) yield { sql: 'e.incident = :incident', parameters: { incident } }
  if (modes !== undefined) yield isOneOf('e.mode', 'modes', modes)
}

/** On a detection `d`, by whichever event it came first. */
function* onHotspot({ box, minConfidence, maxConfidence, country }: HotspotFilter): Generator<SqlCondition> {
  if (box !== undefined) yield inBox('d', box)
  if (minConfidence !== undefined) yield { sql: 'confidence >= :least', parameters: { least: minConfidence } }
  if (maxConfidence !== undefined) yield { sql: 'confidence <= :most', parameters: { most: maxConfidence } }
  if (country !== undefined) yield { sql: 'country = :country', parameters: { country } }
}

interface HotspotRow {
  readonly key: string
  readonly lat: number
  readonly lon: number
  readonly confidence: number | null
  readonly acquired_at: string
  readonly acquired_ms: number
  readonly satellite: string
  readonly country: string | null
  readonly place: string | null
  readonly event: string
}

const itemOf = (row: HotspotRow): HotspotPage['items'][number] => ({
  cursor: writeCursor({ order: 'acquired', key: row.acquired_ms, name: row.key }),
  hotspot: {
    key: row.key,
    lat: row.lat,
    lon: row.lon,
    confidence: row.confidence ?? undefined,
    acquiredAt: row.acquired_at,
    satellite: row.satellite,
    country: row.country ?? undefined,
    place: row.place ?? undefined,
    event: row.event,
  },
})
