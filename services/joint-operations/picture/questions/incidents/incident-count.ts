import { modes } from '@concord/incident'
import type { IncidentFilter } from '../../asked/incidents.ts'
import type { IndexReading, ReadModels } from '../reading.ts'
import type { AskedOfIncidents } from './incident-conditions.ts'

/** How many incidents the filter asks for. */
export const counted = (
  { sql }: ReadModels,
  reading: IndexReading,
  { filter, held, where, parameters }: AskedOfIncidents,
): number => {
  if (isOfModes(filter) && isByOrdinal(reading)) return inCensus(sql, reading, filter)
  const narrowed = where === 'TRUE' ? '' : `JOIN summary AS s USING (summary) WHERE ${where}`
  return sql(`SELECT count(*) AS total FROM (${held.all}) AS h ${narrowed}`).get(parameters)?.total as number
}

/** Whether nothing is asked of incidents but their mode. */
export const isOfModes = ({ modes: _, ...rest }: IncidentFilter): boolean =>
  Object.values(rest).every((condition) => condition === undefined)

/** Whether all incidents stand at an ordinal: none is also kept by the instants at which its records became known. */
export const isByOrdinal = ({ known }: IndexReading): boolean => known.axis === 'ordinal' || !known.isMixed

/** Adds up the blocks of which all steps lie before both moments; of the others, the steps that do. */
const inCensus = (
  sql: ReadModels['sql'],
  { known: { ordinal }, parameters }: IndexReading,
  { modes: asked }: Pick<IncidentFilter, 'modes'>,
): number => {
  const ofModes =
    asked === undefined ? '' : `AND mode IN (${asked.map((mode) => modes.indexOf(mode)).join(', ')})`
  const among = `mask & :bit ${ofModes}`
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
