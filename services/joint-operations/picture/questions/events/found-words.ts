import type { EventFilter } from '../../asked/events.ts'
import { MOST_FOUND, soughtAmong } from '../../definition/word-limit.ts'
import type { IndexQuestion, ReadModels } from '../index-question.ts'
import { eventConditions } from './event-conditions.ts'
import { wordQuery } from './word-query.ts'

/** The events that hold the words sought. */
export interface FoundWords {
  /** Their ordinals, as a list in JSON. */
  readonly ordinals: string
  /** Whether more hold them, so that nobody counts them. */
  readonly isCut: boolean
}

/**
 * The events that hold the words of a filter, as far as the reader knew, in its incident and between its times, whatever
 * else it asks. Undefined where it seeks no words.
 */
export const foundWords = (
  { sql, knowledge: { mostFound = MOST_FOUND } }: ReadModels,
  question: IndexQuestion,
  filter: EventFilter,
): FoundWords | undefined => {
  const words = filter.text === undefined ? undefined : wordQuery(sql, filter.text)
  if (words === undefined) return undefined
  const { incident } = filter
  const { parameters, onEvent, mayPass } = eventConditions(soughtAmong(filter), question)
  const span = sql(
    incident === undefined
      ? `SELECT min(ordinal_from) AS first, max(ordinal_to) AS last FROM block AS b WHERE ${mayPass}`
      : 'SELECT min(ordinal) AS first, max(ordinal) AS last FROM event WHERE incident = :incident',
  ).get(parameters)
  const holds = 'word MATCH :words AND word.rowid BETWEEN :first AND :last'
  const rows = sql(
    `SELECT e.ordinal FROM ${
      incident === undefined
        ? `word CROSS JOIN event AS e ON e.ordinal = word.rowid WHERE ${holds}`
        : `event AS e INDEXED BY event_incident WHERE e.ordinal IN (SELECT word.rowid FROM word WHERE ${holds})`
    } AND ${onEvent} ORDER BY ${incident === undefined ? 'word.rowid' : 'e.ordinal'} DESC LIMIT :limit + 0`,
  ).all({ ...parameters, ...span, words, limit: mostFound + 1 })
  const ordinals = rows.slice(0, mostFound).map(({ ordinal }) => ordinal)
  return { ordinals: JSON.stringify(ordinals), isCut: rows.length > mostFound }
}
