import { dayOf } from '../../tables/block.ts'
import type { Statements } from '../../tables/statements.ts'
import type { Summary } from './kept-summary.ts'
import type { Corner } from './rectangle.ts'

type Corners = readonly Corner<Summary>[]

/**
 * Counts the incidents by the instants at which their events became known, each step by itself and by days. Kept in memory
 * until the batch is flushed.
 */
export const instantCensusFold = (sql: Statements, dayMs?: number) => {
  const counted = new Map<number, Corner<Summary>[]>()

  /** `known` of the corners is an instant. */
  const count = (topic: number, corners: Corners): void => {
    const before = counted.get(topic) ?? []
    counted.set(topic, before)
    before.push(...corners)
  }

  /** Takes away what an incident counts for: its history is made anew. */
  const forget = (topic: number): void => {
    counted.delete(topic)
    sql(`INSERT INTO instant_census SELECT day, mode, mask, -sum(incidents) FROM instant_step WHERE topic = ?
      GROUP BY day, mode, mask ON CONFLICT DO UPDATE SET incidents = incidents + excluded.incidents`).run(
      topic,
    )
    sql('DELETE FROM instant_step WHERE topic = ?').run(topic)
  }

  const flush = (): void => {
    for (const [topic, corners] of counted) {
      for (const { known, valid, mask, summary, sign } of corners) {
        const day = dayOf(known, dayMs)
        sql(`INSERT INTO instant_step VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET incidents = incidents + excluded.incidents`).run(
          ...[day, valid, known, summary.mode, mask, topic, sign],
        )
        sql(`INSERT INTO instant_census VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET incidents = incidents + excluded.incidents`).run(
          ...[day, summary.mode, mask, sign],
        )
      }
    }
    counted.clear()
  }

  return { count, forget, flush }
}
