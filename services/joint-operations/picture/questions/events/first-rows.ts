import type { EventFilter } from '../../asked/events.ts'
import type { PageRequest } from '../../asked/page.ts'
import { positionIn, readCursor } from '../../definition/cursor.ts'
import type { ReadModels } from '../index-question.ts'
import type { EventConditions } from './event-conditions.ts'

/** An event in the order that is asked for. */
export interface KeyedRow {
  readonly ordinal: number
  readonly key: number
  /** How many there are on all pages, where they were found by looking at each of them. */
  readonly total?: number
}

const keys = { known: 'e.known_ms', occurred: 'e.occurred_ms', delay: 'e.known_ms - e.occurred_ms' } as const

/** The first of the page and one more. */
export const firstRows = (
  { sql, knowledge: { walkedEvents } }: ReadModels,
  conditions: EventConditions,
  { order = 'known', firstReportsOnly }: EventFilter,
  page: PageRequest,
): readonly KeyedRow[] => {
  const after = page.after === undefined ? undefined : readCursor(page.after, order)
  const asked: Asked = {
    conditions,
    order,
    afterKey: after?.key,
    limit: page.first + 1,
    parameters: {
      ...conditions.parameters,
      ...(after && { afterKey: after.key, afterPosition: positionIn(after.name) }),
      limit: page.first + 1,
    },
    isAfter: (key, position) =>
      after === undefined ? 'TRUE' : `(${key}, ${position}) < (:afterKey, :afterPosition)`,
  }
  if (conditions.isNarrow) return amongAll(sql, asked)
  const walked = order === 'delay' && firstReportsOnly ? mostDelayed(sql, asked, walkedEvents) : undefined
  return walked ?? throughBlocks(sql, asked)
}

/** What is asked of the rows of a page. */
interface Asked {
  readonly conditions: EventConditions
  readonly order: keyof typeof keys
  readonly afterKey: number | undefined
  readonly limit: number
  readonly parameters: EventConditions['parameters']
  /** Whether a row comes behind the cursor, by its key and position. */
  isAfter(key: string, position: string): string
}

/** Looks at each that passes, and so knows how many there are. */
const amongAll = (
  sql: ReadModels['sql'],
  { conditions, order, parameters, isAfter }: Asked,
): readonly KeyedRow[] =>
  sql(
    `WITH found AS MATERIALIZED
       (SELECT e.ordinal, e.position, ${keys[order]} AS key FROM event AS e WHERE ${conditions.onEvent})
     SELECT ordinal, key, (SELECT count(*) FROM found) AS total FROM found
     WHERE ${isAfter('key', 'position')} ORDER BY key DESC, ordinal DESC LIMIT :limit + 0`,
  ).all(parameters) as unknown as readonly KeyedRow[]

/** Events among which a page is looked for. */
const WALKED_EVENTS = 20_000

/**
 * Walks from the most delayed first report on. Undefined where the page is not full after so many of them and there are
 * others.
 */
const mostDelayed = (
  sql: ReadModels['sql'],
  { conditions, afterKey, limit, parameters, isAfter }: Asked,
  walkedEvents = WALKED_EVENTS,
): readonly KeyedRow[] | undefined => {
  const key = keys.delay
  const first = `FROM event AS e INDEXED BY event_delay WHERE e.corrects = 0 AND e.retracts = 0
    ${afterKey === undefined ? '' : `AND ${key} <= :afterKey`}`
  const haltKey = sql(
    `SELECT ${key} AS key ${first} ORDER BY ${key} DESC, e.ordinal DESC LIMIT 1 OFFSET :walkedEvents + 0`,
  ).get({ ...parameters, walkedEvents })?.key as number | undefined
  const rows = sql(
    `SELECT e.ordinal, ${key} AS key ${first} ${haltKey === undefined ? '' : `AND ${key} > :haltKey`}
       AND ${conditions.onEvent} AND ${isAfter(key, 'e.position')}
     ORDER BY ${key} DESC, e.ordinal DESC LIMIT :limit + 0`,
  ).all({ ...parameters, ...(haltKey !== undefined && { haltKey }) }) as unknown as readonly KeyedRow[]
  return haltKey === undefined || rows.length === limit ? rows : undefined
}

interface BlockRow {
  readonly first: number
  readonly last: number
  readonly key_from: number
  readonly key_to: number
}

/** Looks through blocks from the one that reaches highest, as far as it can matter. */
const throughBlocks = (
  sql: ReadModels['sql'],
  { conditions, order, afterKey, limit, parameters, isAfter }: Asked,
): readonly KeyedRow[] => {
  const { onEvent, onTally, mayPass, newMayPass } = conditions
  const key = keys[order]
  const blocks = sql(
    `SELECT ordinal_from AS first, ordinal_to AS last, ${order}_from AS key_from, ${order}_to AS key_to
     FROM block AS b WHERE ${mayPass} AND (${newMayPass} AND EXISTS (SELECT 1 FROM tally AS t WHERE t.block = b.block AND ${onTally})
       OR EXISTS (SELECT 1 FROM event AS r INDEXED BY event_released
         WHERE r.entangled > 1 AND r.ordinal BETWEEN b.ordinal_from AND b.ordinal_to))
     ORDER BY key_to DESC`,
  ).all(parameters) as unknown as readonly BlockRow[]
  let best: readonly KeyedRow[] = []
  for (const { first, last, key_from, key_to } of blocks) {
    if (best.length === limit && best.at(-1)!.key > key_to) break
    if (afterKey !== undefined && key_from > afterKey) continue
    const rows = sql(
      `SELECT e.ordinal, ${key} AS key FROM event AS e
       WHERE e.ordinal BETWEEN :first AND :last AND ${onEvent} AND ${isAfter(key, 'e.position')}
       ORDER BY ${key} DESC, e.ordinal DESC LIMIT :limit + 0`,
    ).all({ ...parameters, first, last }) as unknown as readonly KeyedRow[]
    best = [...best, ...rows].toSorted((a, b) => b.key - a.key || b.ordinal - a.ordinal).slice(0, limit)
  }
  return best
}
