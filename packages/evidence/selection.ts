import type { ConnectedEventLog } from '@concord/event-log'
import {
  err,
  type Instant,
  millisecondsOf,
  ok,
  type Position,
  type ReadFailure,
  type Result,
  type StoredEvent,
  streamName,
} from '@concord/kernel'
import { nearestIncidents } from './nearest-incidents.ts'

/**
 * Which events a package holds. `incident`: every stream of an incident, whole up to the log head. `period`: everything
 * recorded from a moment up to before another one, and whatever the log holds between. `answer`: the events that an answer rests on, with the question.
 */
export type Selection =
  | { readonly kind: 'incident'; readonly incident: string }
  | { readonly kind: 'period'; readonly from: Instant; readonly to: Instant }
  | {
      readonly kind: 'answer'
      readonly question: string
      readonly positions: readonly Position[]
      /** As which reader it was asked, and what was answered; kept beside the events. */
      readonly askedAs?: string
      readonly answer?: unknown
    }

/** Reads the events of a selection up to a position, in the order of the log; at least one of them, and at most `limit`. */
export const selectEvents = async (
  log: ConnectedEventLog,
  selection: Selection,
  upTo: Position,
  limit: number,
): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  const events = await readSelected(log, selection, upTo, limit)
  if (!events.ok) return events
  if (events.value.length > limit)
    return err({ kind: 'too-many', detail: `More than ${limit} events: choose a smaller selection.` })
  return events.value.length === 0 ? err(await nothingFound(log, selection)) : events
}

/**
 * Why nothing was selected: the log cannot be read, there is too much of it, no signed head covers it yet, or there
 * is nothing.
 */
export type SelectionFailure =
  | ReadFailure
  | { readonly kind: 'too-many' | 'not-covered' | 'nothing-found'; readonly detail: string }

const readSelected = (
  log: ConnectedEventLog,
  selection: Selection,
  upTo: Position,
  limit: number,
): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  switch (selection.kind) {
    case 'incident':
      return ofIncident(log, selection.incident, upTo, limit)
    case 'period':
      return ofPeriod(log, selection, upTo, limit)
    case 'answer':
      return atPositions(log, selection.positions, upTo)
  }
}

const ofIncident = async (
  log: ConnectedEventLog,
  incident: string,
  upTo: Position,
  limit: number,
): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  const events: StoredEvent[] = []
  for (const category of log.owners.categories.keys()) {
    if (['keys', 'heads', 'moves'].includes(category)) continue
    const read = await log.readStored(streamName(category, incident), 0, limit + 1)
    if (!read.ok) return read
    events.push(...read.value.filter(({ position }) => position <= upTo))
  }
  return ok(events.sort(byPosition))
}

const ofPeriod = async (
  log: ConnectedEventLog,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  upTo: Position,
  limit: number,
): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  const [fromMs, toMs] = [millisecondsOf(from), millisecondsOf(to)]
  const events: StoredEvent[] = []
  // What follows counts only if something of the period comes after it: the store's clock can have been set back.
  let since: StoredEvent[] = []
  const add = (event: StoredEvent): void => {
    const recordedMs = millisecondsOf(event.recordedAt)
    const isWithin = recordedMs >= fromMs && recordedMs < toMs
    if (!isWithin && events.length === 0) return
    // Beyond the limit one more is enough to say so.
    if (events.length + since.length <= limit) since.push(event)
    if (!isWithin) return
    events.push(...since)
    since = []
  }
  const end = new AbortController()
  for await (const batch of log.followStored({ signal: end.signal })) {
    for (const item of batch) {
      if (item.kind === 'event' && item.event.position <= upTo) add(item.event)
      if (item.kind === 'caught-up' || (item.kind === 'event' && item.event.position >= upTo)) end.abort()
    }
    if (events.length > limit) end.abort()
  }
  return ok(events)
}

const atPositions = async (
  log: ConnectedEventLog,
  positions: readonly Position[],
  upTo: Position,
): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  const events: StoredEvent[] = []
  for (const position of [...new Set(positions)]) {
    if (position > upTo) return err({ kind: 'not-covered', detail: `No log head covers #${position} yet.` })
    const found = await log.eventAt(position)
    if (!found.ok) return found
    if (!found.value) return err({ kind: 'not-covered', detail: `There is no event at #${position}.` })
    events.push(found.value)
  }
  return ok(events.sort(byPosition))
}

/** An empty package would say that nothing was recorded, where most often a name was misspelt. */
const nothingFound = async (log: ConnectedEventLog, selection: Selection): Promise<SelectionFailure> => {
  const nothing = (detail: string) => ({ kind: 'nothing-found', detail }) as const
  switch (selection.kind) {
    case 'incident': {
      const { incident } = selection
      const nearest = await nearestIncidents(log, incident)
      if (nearest[0] === incident)
        return { kind: 'not-covered', detail: `No log head covers anything of ${incident} yet.` }
      const named = nearest.length === 0 ? 'there are none' : `the nearest are ${nearest.join(', ')}`
      return nothing(`Nothing was recorded in an incident ${incident}. Of those that there are, ${named}.`)
    }
    case 'period':
      return nothing(`Nothing was recorded from ${selection.from} until before ${selection.to}.`)
    case 'answer':
      return nothing('The answer names no event, so there is nothing to package.')
  }
}

const byPosition = (a: StoredEvent, b: StoredEvent): number => (a.position < b.position ? -1 : 1)
