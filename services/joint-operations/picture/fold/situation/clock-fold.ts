import type { AgencyBits } from '../../tables/agency-bits.ts'
import type { Statements } from '../../tables/statements.ts'
import type { FoldedEvent } from '../folded-event.ts'
import { type ClockHistory, newClock, type RememberedIncident } from './incident-memory.ts'
import type { KeepSummary, Summary } from './kept-summary.ts'
import { PER_TOPIC, type RectangleSink } from './rectangle.ts'
import { alreadyKept, instantStore } from './rectangle-store.ts'

/**
 * The history of incidents by the instant at which their events became known: kept of those that have imported records, and
 * made anew when one comes in before others.
 */
export const clockFold = (sql: Statements, bits: AgencyBits, keeper: () => KeepSummary) => {
  const arrive = (incident: RememberedIncident, event: FoldedEvent): void => {
    const { clock } = incident
    if (clock === undefined || event.knownMs < clock.lastMs) {
      incident.clock ??= newClock(incident, bits, keeper)
      incident.clock.isDisordered = true
      return
    }
    if (clock.isDisordered) return
    clock.lastMs = event.knownMs
    clock.history.arrive(event, event.knownMs, counting(incident))
  }

  /** Rectangles by instant are numbered without gaps, so their count is enough to clear them away. */
  const counting = ({ topic, clock }: RememberedIncident) => {
    const store = instantStore(sql, topic)
    return {
      ...store,
      add: (rectangle: Parameters<typeof store.add>[0]) => {
        clock!.rectangles = Math.max(clock!.rectangles, rectangle.id + 1)
        store.add(rectangle)
      },
    }
  }

  const replay = (incident: RememberedIncident, events: readonly FoldedEvent[], isKept: boolean) => {
    const before = incident.clock?.rectangles ?? 0
    incident.clock = newClock(incident, bits, keeper)
    const { clock } = incident
    if (isKept) clear(incident.topic, before)
    const store = counting(incident)
    const sink = isKept ? store : { ...alreadyKept, add: countOnly(clock) }
    for (const event of events.toSorted((a, b) => a.knownMs - b.knownMs || a.ordinal - b.ordinal)) {
      clock.history.arrive(event, event.knownMs, sink)
      clock.lastMs = event.knownMs
    }
  }

  const clear = (topic: number, rectangles: number): void => {
    const first = topic * PER_TOPIC
    for (let id = 0; id < rectangles; id++) {
      sql('DELETE FROM instant_rectangle WHERE id = ?').run(first + id)
    }
    sql('DELETE FROM summary WHERE summary >= ? AND summary < ?').run(
      first + PER_TOPIC / 2,
      first + PER_TOPIC,
    )
    sql('UPDATE topic SET clocked = 1 WHERE topic = ?').run(topic)
  }

  return { arrive, replay }
}

const countOnly =
  (clock: ClockHistory): RectangleSink<Summary>['add'] =>
  ({ id }) => {
    clock.rectangles = Math.max(clock.rectangles, id + 1)
  }
