import type { IncidentFilter, IncidentOrder } from '../../asked/incidents.ts'
import { ANY_SEVERITY } from '../../fold/situation/rank-fold.ts'
import type { IndexQuestion, ReadModels } from '../index-question.ts'
import { endEvent, type HeldSummaries } from './held-summaries.ts'
import { isOfModes } from './incident-count.ts'
import type { Stretch } from './incident-sort.ts'

/** Incidents among which a page is looked for. */
const RANKED_INCIDENTS = 2_000

/** Whether the order is that of severities or names, and nothing is asked of incidents but their mode. */
export const canRank = (filter: IncidentFilter, { by }: IncidentOrder): boolean =>
  (by === 'severity' || by === 'id') && isOfModes(filter)

/**
 * The summaries of a page, found by going through the incidents that may have each severity at these moments, by name.
 * Undefined where the page is not full after so many of them and there are others.
 */
export const ranked = (
  { sql, knowledge: { rankedIncidents = RANKED_INCIDENTS } }: ReadModels,
  question: IndexQuestion,
  held: HeldSummaries,
  { order, after, limit }: Stretch,
) => {
  const [way, onwards] = order.direction === 'descending' ? ['DESC', '<'] : ['ASC', '>']
  const [key, isRank, isRanked] =
    order.by === 'id'
      ? ['0', `h.rank = ${ANY_SEVERITY}`, 'TRUE']
      : ['h.rank', `h.rank > ${ANY_SEVERITY}`, 's.severity = h.rank']
  const may = `${isRank} AND h.mask & :bit AND h.valid_from <= :valid AND ${mayBeKnown(question)}
    ${after === undefined ? '' : `AND (${key}, h.id) ${onwards} (:afterKey, :afterId)`}`
  const parameters = {
    ...question.parameters,
    ...held.parameters,
    ...(after && { afterKey: after.key, afterId: after.name }),
    ordinal: question.known.ordinal,
  }
  const halt = sql(
    `SELECT h.rank AS haltRank, h.id AS haltId FROM rank AS h WHERE ${may}
     ORDER BY h.rank ${way}, h.id ${way} LIMIT 1 OFFSET :rankedIncidents + 0`,
  ).get({ ...parameters, rankedIncidents })
  const rows = sql(
    `SELECT s.*, ${key} AS key, NULL AS total, ${endEvent(question, 'ordinal', 'last')} AS changed
     FROM rank AS h CROSS JOIN summary AS s ON s.summary = (${held.of('h.topic')}) AND ${isRanked}
     WHERE ${may} ${halt === undefined ? '' : `AND (:haltRank, :haltId) ${onwards} (h.rank, h.id)`}
     ORDER BY h.rank ${way}, h.id ${way} LIMIT :limit + 0`,
  ).all({ ...parameters, ...halt, limit })
  return halt === undefined || rows.length === limit ? rows : undefined
}

/** By its ordinals, or by its instants where the incident is kept by those too. */
const mayBeKnown = ({ known }: IndexQuestion): string => {
  const between = (axis: 'known' | 'instant', moment: string) =>
    `h.${axis}_from <= ${moment} AND (h.${axis}_to > ${moment} OR h.valid_to > :valid)`
  const byOrdinal = between('known', ':ordinal')
  return known.axis === 'instant' && known.isMixed
    ? `CASE WHEN h.instant_from IS NULL THEN ${byOrdinal} ELSE ${between('instant', ':known')} END`
    : byOrdinal
}
