import type { TopicView } from '@concord/incident'
import type { FiledEvent } from './filed-event.ts'
import { OPEN } from './rectangle.ts'

/**
 * What is in force of a topic for a group, in the order in which it happened, and the view after every fourth event: what comes
 * late is folded from there on, and not from the beginning. The lists grow in place; each belongs to one group.
 */
export interface EventsInForce {
  readonly events: FiledEvent[]
  readonly views: TopicView[]
}

/** What is in force from now on, and the first place at which it is another event than before. */
export interface ChangedEvents {
  readonly events: readonly FiledEvent[]
  readonly place: number
}

const EVERY = 4

/** Before anything is. */
export const noneInForce = (): EventsInForce => ({ events: [], views: [] })

/** Adds what happened last, with the view after it. */
export const append = ({ events, views }: EventsInForce, filed: FiledEvent, view: TopicView): void => {
  events.push(filed)
  if (events.length % EVERY === 0) views.push(view)
}

/** Where an event belongs: behind all that happened before it, or at the same moment and became known before. */
export const placeOf = (events: readonly FiledEvent[], filed: FiledEvent): number => {
  let [from, to] = [0, events.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (byHappening(events[middle]!, filed) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** In the order in which they happened; at the same moment, that of the log. */
export const byHappening = (a: FiledEvent, b: FiledEvent): number =>
  a.occurredMs - b.occurredMs ||
  (a.event.position < b.event.position ? -1 : a.event.position > b.event.position ? 1 : 0)

/**
 * As much of what was in force as is kept where it is another one from a place on: up to a view, behind which nothing
 * happened at the moment of the last event before it. `startMs`: when the first event happened that is not kept, or was not.
 */
export const keptUpTo = (
  before: EventsInForce,
  after: readonly FiledEvent[],
  place: number,
): { readonly inForce: EventsInForce; readonly startMs: number } => {
  const startMsAt = (count: number) =>
    Math.min(before.events[count]?.occurredMs ?? OPEN, after[count]?.occurredMs ?? OPEN)
  let views = Math.floor(place / EVERY)
  while (views > 0 && after[views * EVERY - 1]!.occurredMs >= startMsAt(views * EVERY)) views--
  const count = views * EVERY
  return {
    inForce: { events: after.slice(0, count), views: before.views.slice(0, views) },
    startMs: startMsAt(count),
  }
}
