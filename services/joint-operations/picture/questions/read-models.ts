import type { DatabaseSync } from 'node:sqlite'
import type { Moment } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import type { Journal } from '@concord/projection'
import type { PictureKnowledge } from '../knowledge/picture-knowledge.ts'
import { bitOfPlace } from '../tables/agency-bits.ts'
import { statementsOf } from '../tables/statements.ts'
import { conditionsOn } from './conditions.ts'
import type { IndexQuestion, ReadModels } from './index-question.ts'
import { judgingInSql } from './judging-in-sql.ts'
import { knownTimes } from './known-times.ts'
import { rememberedEvents } from './remembered-events.ts'

/** Larger than every moment, and smaller than what has no end. */
const NEVER_MS = Number.MAX_SAFE_INTEGER - 1

/** Reads beside the writer, or on its own connection in tests. */
export const openReadModels = (
  database: DatabaseSync,
  journal: Journal,
  knowledge: PictureKnowledge,
): ReadModels => {
  const sql = statementsOf(database)
  const { end, ordinalAt, limitOf, knownUpTo } = knownTimes(sql)
  const pick = rememberedEvents(journal, knowledge.vocabulary)
  const judging = judgingInSql(database, sql)

  const bitOf = (agency: string) =>
    bitOfPlace(sql('SELECT place FROM agency WHERE name = ?').get(agency)?.place as number | undefined)

  const readingOf = (agency: string, moment: Moment): IndexQuestion => {
    const bit = bitOf(agency)
    const known = knownUpTo(agency, bit, moment)
    const validMs = moment.valid === undefined ? NEVER_MS : millisecondsOf(moment.valid)
    const stands = judging.begin({ agency, bit, known })
    return {
      ...{ agency, moment, known, validMs, bit },
      parameters: { bit, valid: validMs, known: known.axis === 'ordinal' ? known.ordinal : known.ms },
      ...conditionsOn(known),
      limitOf,
      supersededBy: stands.supersededBy,
    }
  }

  const ask = <Answer>(
    agency: string,
    moment: Moment,
    answer: (question: IndexQuestion) => Answer,
  ): Answer => {
    // One snapshot for all statements of an answer; a write transaction of the same connection already is one.
    const isOwn = !database.isTransaction
    if (isOwn) database.exec('BEGIN')
    try {
      return answer(readingOf(agency, moment))
    } finally {
      judging.end()
      if (isOwn) database.exec('COMMIT')
    }
  }

  return { sql, knowledge, end, ordinalAt, pick, ask }
}
