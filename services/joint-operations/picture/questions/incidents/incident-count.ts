import { modes } from '@concord/incident'
import type { IncidentFilter } from '../../asked/incidents.ts'
import { dayOf } from '../../tables/block.ts'
import type { IndexQuestion, ReadModels } from '../index-question.ts'
import { placesIn } from './held-summaries.ts'
import type { AskedOfIncidents } from './incident-conditions.ts'

/** How many incidents the filter asks for. */
export const counted = (
  { sql, knowledge: { countedTogether } }: ReadModels,
  question: IndexQuestion,
  { filter, held, where, parameters }: AskedOfIncidents,
): number => {
  const { known } = question
  if (isOfModes(filter)) {
    return known.axis === 'instant' && known.isMixed
      ? inInstantCensus(sql, question, filter, dayOf(known.ms, countedTogether?.dayMs))
      : inCensus(sql, question, filter)
  }
  const narrowed = where === 'TRUE' ? '' : `JOIN summary AS s USING (summary) WHERE ${where}`
  return sql(`SELECT count(*) AS total FROM (${held.all}) AS h ${narrowed}`).get(parameters)?.total as number
}

/** Whether nothing is asked of incidents but their mode. */
export const isOfModes = ({ modes: _, ...rest }: IncidentFilter): boolean =>
  Object.values(rest).every((condition) => condition === undefined)

/** Adds up the blocks of which all steps lie before both moments; of the others, the steps that do. */
const inCensus = (
  sql: ReadModels['sql'],
  { known: { ordinal }, parameters }: IndexQuestion,
  { modes: asked }: Pick<IncidentFilter, 'modes'>,
): number => {
  const among = seenOfModes(asked)
  const isWhole = `b.ordinal_to <= :ordinal
    AND (SELECT max(valid_ms) FROM census_step AS l WHERE l.block = b.block) <= :valid`
  const row = sql(
    `SELECT sum(incidents) AS total FROM (
       SELECT incidents FROM block AS b CROSS JOIN census USING (block) WHERE ${isWhole} AND ${among}
       UNION ALL SELECT incidents FROM block AS b CROSS JOIN census_step AS s
         ON s.block = b.block AND s.valid_ms <= :valid AND s.ordinal <= :ordinal
       WHERE b.ordinal_from <= :ordinal AND NOT (${isWhole}) AND ${among})`,
  ).get({ ...parameters, ordinal })
  return (row?.total ?? 0) as number
}

/** The same by instants: the days of which all steps lie before both moments, and of the others the steps that do. */
const inInstantCensus = (
  sql: ReadModels['sql'],
  { parameters }: IndexQuestion,
  { modes: asked }: Pick<IncidentFilter, 'modes'>,
  day: number,
): number => {
  const among = seenOfModes(asked)
  const row = sql(
    `WITH days AS MATERIALIZED (
       SELECT day, day < :day AND (SELECT max(valid_ms) FROM instant_step AS l WHERE l.day = c.day) <= :valid AS is_whole
       FROM instant_census AS c WHERE day <= :day GROUP BY day)
     SELECT sum(incidents) AS total FROM (
       SELECT incidents FROM days CROSS JOIN instant_census USING (day) WHERE is_whole AND ${among}
       UNION ALL SELECT incidents FROM days CROSS JOIN instant_step AS s
         ON s.day = days.day AND s.valid_ms <= :valid AND s.known_ms <= :known
       WHERE NOT is_whole AND ${among})`,
  ).get({ ...parameters, day })
  return (row?.total ?? 0) as number
}

const seenOfModes = (asked: IncidentFilter['modes']): string =>
  `mask & :bit ${asked === undefined ? '' : `AND mode IN (${placesIn(modes, asked).join(', ')})`}`
