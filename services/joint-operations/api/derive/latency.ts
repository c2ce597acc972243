import type { UnitStatus } from '@concord/incident'
import { type Instant, knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'
import type { Reading } from '../reading.ts'
import { countingIn } from './counting.ts'
import type { IncidentNode } from './incident-node.ts'
import { earliest, latest, secondsBetween } from './seconds.ts'

/** The steps of an incident on the clock, each null until it happened. */
export interface Latency {
  readonly occurredAt: Instant
  readonly recordedAt: Instant | undefined
  readonly acknowledgedAt: Instant | undefined
  readonly taskedAt: Instant | undefined
  readonly arrivedAt: Instant | undefined
  readonly clearedAt: Instant | undefined
  readonly recordedS: number | null
  readonly acknowledgedS: number | null
  readonly taskedS: number | null
  readonly arrivedS: number | null
  readonly clearedS: number | null
}

/**
 * When the steps were reached: occurred (what made the incident active; while nothing has, the first thing that
 * happened), recorded (the first report of anything since became known), acknowledged, tasked (the first task given
 * or unit dispatched, also by an operation that serves the incident), arrived (the first unit on scene), cleared (the
 * last unit free again, or resolved or closed, whichever is later).
 */
export const latencyOf = (
  answer: TopicAnswer,
  operations: readonly IncidentNode[],
  reading: Reading,
): Latency => {
  const { view } = answer
  const occurredAt = (view.began ?? view.opened).since
  const tasks = [view, ...operations.flatMap((one) => one.answer(reading)?.view ?? [])]
    .flatMap((one) => one.tasks)
    .flatMap((task) => task.assigned?.since ?? [])
  const reached = (status: UnitStatus) => view.units.flatMap((unit) => unit.times[status] ?? [])
  const over = view.status === 'resolved' || view.status === 'closed' ? [view.statusHeld.since] : []
  const busy = view.units.some((unit) => unit.status !== 'available')
  const steps = {
    recordedAt: earliest(reportsSince(occurredAt, countingIn(answer)).map(knownAt)),
    acknowledgedAt: earliest(view.acknowledgements.map((one) => one.since)),
    taskedAt: earliest([...tasks, ...reached('dispatched')]),
    arrivedAt: earliest(reached('on-scene')),
    clearedAt: busy && over.length === 0 ? undefined : latest([...reached('available'), ...over]),
  }
  const after = (at: Instant | undefined) => secondsBetween(occurredAt, at)
  return {
    occurredAt,
    ...steps,
    recordedS: after(steps.recordedAt),
    acknowledgedS: after(steps.acknowledgedAt),
    taskedS: after(steps.taskedAt),
    arrivedS: after(steps.arrivedAt),
    clearedS: after(steps.clearedAt),
  }
}

/**
 * What reports something that happened since: a risk assessed before does not. The last word on a record decides on
 * when that was, as a correction may say another time; what was taken back reports nothing, and neither does what
 * takes it back.
 */
const reportsSince = (began: Instant, entries: readonly EventEntry[]): readonly RecordedEvent[] => {
  const byId = new Map(entries.map((entry) => [entry.event.id, entry]))
  const lastWordOn = (entry: EventEntry): RecordedEvent => {
    let last = entry
    // What supersedes a record came after it, so this ends.
    for (let next: EventEntry | undefined = entry; next; next = byId.get(next.supersededBy ?? '')) last = next
    return last.event
  }
  return entries
    .filter((entry) => {
      const { occurredAt, retracts } = lastWordOn(entry).envelope
      return retracts === undefined && millisecondsOf(occurredAt) >= millisecondsOf(began)
    })
    .map(({ event }) => event)
}
