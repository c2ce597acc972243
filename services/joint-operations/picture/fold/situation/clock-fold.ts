import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { Statements } from '../../tables/statements.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { arriveIn, type ClockHistory, newClock, type RememberedIncident } from './incident-memory.ts'
import type { instantCensusFold } from './instant-census-fold.ts'
import type { Summary, SummaryKeeper } from './kept-summary.ts'
import { PER_TOPIC, type RectangleSink } from './rectangle.ts'
import { alreadyKept, instantStore } from './rectangle-store.ts'

/**
 * The history of incidents by the instant at which their events became known: kept of those that have imported records, and
 * made anew when one comes in before others.
 */
export const clockFold = (
  sql: Statements,
  bits: AgencyBits,
  keeper: SummaryKeeper,
  census: ReturnType<typeof instantCensusFold>,
) => {
  const arrive = (incident: RememberedIncident, event: FoldedEvent): void => {
    const { clock } = incident
    if (clock === undefined || event.knownMs < clock.lastMs) {
      incident.clock ??= newClock(incident, bits, keeper)
      incident.clock.isDisordered = true
      return
    }
    if (clock.isDisordered) return
    census.count(incident.topic, take(clock, event, counted(clock, instantStore(sql, incident.topic))))
  }

  const take = (clock: ClockHistory, event: FoldedEvent, sink: RectangleSink<Summary>) => {
    clock.lastMs = event.knownMs
    return arriveIn(clock, event, event.knownMs, sink)
  }

  const replay = (incident: RememberedIncident, events: readonly FoldedEvent[], isKept: boolean) => {
    const { topic, ranks } = incident
    const before = incident.clock?.rectangles ?? 0
    const clock = newClock(incident, bits, keeper)
    incident.clock = clock
    if (isKept) {
      census.forget(topic)
      for (const rank of ranks.values()) rank.isKept = false
      clearAway(sql, topic, before)
    }
    const sink = counted(clock, isKept ? instantStore(sql, topic) : alreadyKept)
    for (const event of events.toSorted((a, b) => a.knownMs - b.knownMs || a.ordinal - b.ordinal)) {
      const corners = take(clock, event, sink)
      if (isKept) census.count(topic, corners)
    }
  }

  return { arrive, replay }
}

/** Rectangles by instant are numbered without gaps, so their count is enough to clear them away. */
const counted = (clock: ClockHistory, sink: RectangleSink<Summary>): RectangleSink<Summary> => ({
  ...sink,
  add: (rectangle) => {
    clock.rectangles = Math.max(clock.rectangles, rectangle.id + 1)
    sink.add(rectangle)
  },
})

/** Removes so many rectangles by instant of a topic, with what they sum up. */
const clearAway = (sql: Statements, topic: number, rectangles: number): void => {
  const first = topic * PER_TOPIC
  for (let id = 0; id < rectangles; id++) {
    sql('DELETE FROM instant_rectangle WHERE id = ?').run(first + id)
  }
  sql('DELETE FROM summary WHERE summary >= ? AND summary < ?').run(first + PER_TOPIC / 2, first + PER_TOPIC)
}
