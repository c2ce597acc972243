import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'

/** Statements kept at once: more than any reader needs, and what they take in memory does not follow what readers ask. */
export const MOST_STATEMENTS = 512

/**
 * Prepares each statement once, when it is first needed, and again where so many others were needed since. Limits are
 * written `LIMIT :limit + 0`: with a bare parameter SQLite would plan the statement anew at each binding.
 */
export const statementsOf = (database: Pick<DatabaseSync, 'prepare'>) => {
  const prepared = new LRUCache<string, StatementSync>({ max: MOST_STATEMENTS })
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
