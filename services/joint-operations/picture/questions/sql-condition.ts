import type { Box } from '../asked/box.ts'

/** What a filter asks, in SQL. */
export interface SqlCondition {
  readonly sql: string
  /** By the names that the text gives them. */
  readonly parameters: Readonly<Record<string, string | number>>
}

/** That all of them hold. */
export const allOf = (conditions: Iterable<SqlCondition>): SqlCondition => {
  const all = [...conditions]
  return {
    sql: all.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    parameters: Object.assign({}, ...all.map(({ parameters }) => parameters)),
  }
}

/** That a column has one of these values; `name` is the parameter's. */
export const isOneOf = (
  column: string,
  name: string,
  values: readonly (string | number)[],
): SqlCondition => ({
  sql: `${column} IN (SELECT value FROM json_each(:${name}))`,
  parameters: { [name]: JSON.stringify(values) },
})

/** That a row lies in a box, which may cross the date line. The row has columns `lat` and `lon`. */
export const inBox = (row: string, { west, east, south, north }: Box): SqlCondition => {
  const [lat, lon] = [`${row}.lat`, `${row}.lon`]
  const across = west <= east ? `${lon} >= :west AND ${lon} <= :east` : `(${lon} >= :west OR ${lon} <= :east)`
  return {
    sql: `${lat} >= :south AND ${lat} <= :north AND ${across}`,
    parameters: { west, east, south, north },
  }
}
