import type { DatabaseSync, StatementSync } from 'node:sqlite'

/**
 * Prepares each statement once, when it is first needed. Limits are written `LIMIT :limit + 0`: with a bare parameter
 * SQLite would plan the statement anew at each binding.
 */
export const statementsOf = (database: DatabaseSync) => {
  const prepared = new Map<string, StatementSync>()
  return (sql: string): StatementSync => {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      statement.setAllowUnknownNamedParameters(true)
      prepared.set(sql, statement)
    }
    return statement
  }
}

/** Prepares on first use. */
export type Statements = ReturnType<typeof statementsOf>
