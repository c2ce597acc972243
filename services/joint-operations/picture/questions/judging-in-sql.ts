import type { DatabaseSync } from 'node:sqlite'
import type { Statements } from '../tables/statements.ts'
import type { IndexQuestion } from './index-question.ts'
import type { KnownLimit } from './known-times.ts'
import { type Stands, type StandsBefore, standsBefore, standsFor } from './stands.ts'

/** How events stand, for statements of one connection while it answers one question after the other. */
export interface JudgingInSql {
  /** From now on `stands` and `stood` judge for this question. */
  begin(question: Pick<IndexQuestion, 'agency' | 'bit' | 'known'>): Stands
  /** No question is being answered. */
  end(): void
}

/** Makes the functions `stands(stream, ordinal)` and, by another moment, `stood(axis, limit, stream, ordinal)`. */
export const judgingInSql = (database: DatabaseSync, sql: Statements): JudgingInSql => {
  let stands: Stands | undefined
  let stood: StandsBefore | undefined
  database.function('stands', { directOnly: true }, (stream, ordinal) =>
    stands!.of(stream as string, ordinal as number),
  )
  database.function('stood', { directOnly: true }, (axis, limit, stream, ordinal) =>
    stood!(axis as KnownLimit['axis'], limit as number).of(stream as string, ordinal as number),
  )
  return {
    begin: ({ agency, bit, known }) => {
      stands = standsFor(sql, { agency, known, bit })
      const within = known.axis === 'ordinal' ? known.ordinal : undefined
      stood = standsBefore(sql, { agency, bit, within })
      return stands
    },
    end: () => {
      stands = undefined
      stood = undefined
    },
  }
}
