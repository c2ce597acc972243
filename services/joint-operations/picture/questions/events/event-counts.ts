import type { Statements } from '../../tables/statements.ts'
import type { EventConditions } from './event-conditions.ts'

/** How many events there are of one sort. */
export interface SortCount {
  readonly mode: string
  readonly agency: string
  readonly type: string
  readonly corrects: number
  readonly retracts: number
  readonly imported: number
  readonly events: number
}

const sort = (row: string) =>
  ['mode', 'agency', 'type', 'corrects', 'retracts', 'imported'].map((name) => `${row}.${name}`).join(', ')

/**
 * Counts events by sort. Blocks of which everything passes are counted by their tally; the others are looked through,
 * and so is what was released, wherever it is. By their ordinals: left to itself, SQLite makes an index of all events for
 * the sake of one such question.
 */
export const countSorts = (sql: Statements, conditions: EventConditions): readonly SortCount[] => {
  const { parameters, isNarrow, onEvent, onTally, mayPass, newMayPass, allPass } = conditions
  const looked = `SELECT ${sort('e')}, 1 AS events FROM event AS e`
  const parts = isNarrow
    ? [`${looked} WHERE ${onEvent}`]
    : [
        `SELECT ${sort('t')}, t.events FROM block AS b CROSS JOIN tally AS t USING (block) WHERE ${allPass} AND ${onTally}`,
        `SELECT ${sort('e')}, 1 FROM block AS b
         CROSS JOIN event AS e NOT INDEXED ON e.ordinal BETWEEN b.ordinal_from AND b.ordinal_to
         WHERE ${mayPass} AND ${newMayPass} AND NOT (${allPass}) AND e.entangled < 2 AND ${onEvent}`,
        `${looked} INDEXED BY event_released WHERE e.entangled > 1 AND ${onEvent}`,
      ]
  return sql(
    `SELECT ${sort('s')}, sum(s.events) AS events FROM (${parts.join(' UNION ALL ')}) AS s GROUP BY ${sort('s')} HAVING sum(s.events) > 0`,
  ).all(parameters) as unknown as SortCount[]
}
