import type { Position } from '@concord/kernel'
import type { ReadModels } from '../questions/index-question.ts'

/**
 * Finds the position of the last event that an agency may see; 0 where there is none. What was found is remembered, and
 * looked for again only among what came since.
 */
export const lastVisible = (models: ReadModels): ((agency: string) => Position) => {
  const { sql } = models
  const last = new Map<string, { readonly end: number; readonly position: Position }>()
  return (agency) => {
    const end = models.end()
    const known = last.get(agency)
    if (known?.end === end) return known.position
    const found = models.ask(agency, {}, (question) =>
      sql(
        `SELECT CAST(e.position AS TEXT) AS position FROM event AS e
         WHERE e.ordinal > :after AND e.ordinal <= :end AND ${question.isSeen} ORDER BY e.ordinal DESC LIMIT 1`,
      ).get({ ...question.parameters, after: known?.end ?? 0, end }),
    )
    const position = found ? BigInt(found.position as string) : (known?.position ?? 0n)
    last.set(agency, { end, position })
    return position
  }
}
