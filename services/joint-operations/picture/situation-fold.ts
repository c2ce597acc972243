import type { Change } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import type { AgencyBits } from './agency-bits.ts'
import type { FoldedEvent } from './folded-event.ts'
import {
  type ClockHistory,
  type KeepSummary,
  newClock,
  newIncident,
  type RememberedIncident,
  type Summary,
  summaryRow,
} from './incident-memory.ts'
import { PER_TOPIC } from './rectangle-id.ts'
import { alreadyKept, instantStore, rectangleStore } from './rectangle-store.ts'
import { slim } from './slim-event.ts'
import type { Statements } from './statements.ts'
import type { FiledTopic } from './timeline-fold.ts'
import type { RectangleSink, TwoTimeHistory } from './two-time-history.ts'

const countOnly =
  (clock: ClockHistory): RectangleSink<Summary>['add'] =>
  ({ id }) => {
    clock.rectangles = Math.max(clock.rectangles, id + 1)
  }

/** Events of incidents kept in memory between batches; the rest is read again when it is needed. */
const REMEMBERED_EVENTS = 20_000

/**
 * The incidents' summaries in two times. `tail` holds what is known now of what holds now: it is written once a batch.
 * Everything that was ever otherwise is in the rectangles.
 */
export const situationFold = (
  sql: Statements,
  bits: AgencyBits,
  eventsOf: (topic: number, before: number) => readonly FoldedEvent[],
  rememberedEvents = REMEMBERED_EVENTS,
) => {
  const remembered = new LRUCache<number, RememberedIncident>({
    maxSize: rememberedEvents,
    sizeCalculation: ({ events }) => Math.max(1, events.length),
  })
  const touched = new Map<number, RememberedIncident>()
  const keepNothing: KeepSummary = () => {}
  const keepSummary: KeepSummary = (summary) => {
    sql('INSERT INTO summary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...summaryRow(summary),
    )
  }
  let keeper = keepSummary

  const fold = (filed: FiledTopic, folded: FoldedEvent): void => {
    const incident = recall(filed, folded.ordinal)
    const event = { ...folded, isMember: filed.isMember, event: slim(folded.event) }
    incident.events.push(event)
    incident.history.arrive(event, folded.ordinal, rectangleStore(sql, filed.topic))
    if (incident.clock !== undefined || !folded.inClock) arriveByClock(incident, event)
    noteStatements(incident, event)
    touched.set(filed.topic, incident)
  }

  const recall = (filed: FiledTopic, before: number): RememberedIncident => {
    const there = touched.get(filed.topic) ?? remembered.get(filed.topic)
    if (there) return there
    const incident = newIncident(filed.topic, filed.name, bits, () => keeper)
    const events = eventsOf(filed.topic, before)
    if (events.length === 0) {
      incident.slots = ''
      return incident
    }
    keeper = keepNothing
    for (const event of events) {
      const lean = { ...event, event: slim(event.event) }
      incident.events.push(lean)
      incident.history.arrive(lean, event.ordinal, alreadyKept)
    }
    if (events.some(({ inClock }) => !inClock)) replayByClock(incident, incident.events, false)
    keeper = keepSummary
    return incident
  }

  const arriveByClock = (incident: RememberedIncident, event: FoldedEvent): void => {
    const { clock } = incident
    if (clock === undefined || event.knownMs < clock.lastMs) {
      incident.clock ??= newClock(incident, bits, () => keeper)
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

  const replayByClock = (incident: RememberedIncident, events: readonly FoldedEvent[], isKept: boolean) => {
    const before = incident.clock?.rectangles ?? 0
    incident.clock = newClock(incident, bits, () => keeper)
    const { clock } = incident
    if (isKept) clearClock(incident.topic, before)
    const store = counting(incident)
    const sink = isKept ? store : { ...alreadyKept, add: countOnly(clock) }
    for (const event of events.toSorted((a, b) => a.knownMs - b.knownMs || a.ordinal - b.ordinal)) {
      clock.history.arrive(event, event.knownMs, sink)
      clock.lastMs = event.knownMs
    }
  }

  const clearClock = (topic: number, rectangles: number): void => {
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

  /** Incidents in which somebody else has stated a thing differently may hold contradictions. */
  const noteStatements = ({ topic, events }: RememberedIncident, folded: FoldedEvent): void => {
    const stated = factsIn(folded)
    if (stated.length === 0) return
    const { agency } = folded.event.envelope
    const others = events.filter(
      (one) =>
        one.event.envelope.agency !== agency &&
        factsIn(one).some((fact) => stated.some((other) => isOtherwise(fact, other))),
    )
    if (others.length === 0) return
    const mask = others.reduce((seen, other) => seen | (other.mask & folded.mask), 0n)
    sql('INSERT INTO disputed VALUES (?, ?) ON CONFLICT DO UPDATE SET mask = mask | excluded.mask').run(
      topic,
      mask,
    )
  }

  /** Writes what holds now; before the batch is committed. */
  const flush = (): void => {
    for (const incident of touched.values()) {
      writeTails(incident)
      if (incident.clock !== undefined) {
        if (incident.clock.isDisordered) replayByClock(incident, incident.events, true)
        sql('DELETE FROM instant_tail WHERE topic = ?').run(incident.topic)
        writeGroups('instant_tail', incident.topic, incident.clock.history)
      }
      // Taken out first: an entry that is set again is not weighed again, and this one has grown.
      remembered.delete(incident.topic)
      remembered.set(incident.topic, incident)
    }
    touched.clear()
  }

  const writeTails = (incident: RememberedIncident): void => {
    const slots = incident.history.groups.map(({ slot }) => slot).join(' ')
    if (slots !== incident.slots) sql('DELETE FROM tail WHERE topic = ?').run(incident.topic)
    incident.slots = slots
    writeGroups('tail', incident.topic, incident.history)
  }

  const writeGroups = (
    table: 'tail' | 'instant_tail',
    topic: number,
    history: TwoTimeHistory<Summary>,
  ): void => {
    for (const { slot, mask, view, segments } of history.groups) {
      const tail = segments.at(-1)
      if (tail === undefined || view === undefined) {
        sql(`DELETE FROM ${table} WHERE topic = ? AND slot = ?`).run(topic, slot)
        continue
      }
      const { summary, knownFrom, from } = tail
      const changedAt = view.last.since
      sql(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        topic,
        slot,
        mask,
        summary.number,
        summary.status,
        knownFrom,
        from,
        millisecondsOf(changedAt),
        changedAt,
      )
    }
  }

  return { fold, flush }
}

type StatedFact = Extract<Change, { readonly change: 'fact' }>

const factsIn = ({ changes }: FoldedEvent): readonly StatedFact[] =>
  changes.filter((one) => one.change === 'fact')

/** Whether two facts give one thing different values. */
const isOtherwise = (a: StatedFact, b: StatedFact): boolean =>
  a.about === b.about && a.name === b.name && JSON.stringify(a.value) !== JSON.stringify(b.value)
