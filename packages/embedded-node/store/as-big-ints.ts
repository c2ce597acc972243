import type { StatementSync } from 'node:sqlite'

/** The statement itself, which from now on gives rows as arrays and whole numbers as `bigint`. */
export const asBigInts = (statement: StatementSync): StatementSync => {
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement
}
