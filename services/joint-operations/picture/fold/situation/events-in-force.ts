import type { TopicView } from '@concord/incident'
import type { FiledEvent } from './filed-event.ts'
import type { Judged } from './judge-anew.ts'

/**
 * What is in force of a topic for a group, in the order in which it happened, and beside some of the events the view after
 * them: what comes late is folded from there on, and not from the beginning. The lists change in place; each belongs to one
 * group.
 */
export interface EventsInForce {
  readonly events: FiledEvent[]
  readonly views: (TopicView | undefined)[]
}

/** A view is kept where none is kept beside so many events before it. */
const EVERY = 16

/** Before anything is. */
export const noneInForce = (): EventsInForce => ({ events: [], views: [] })

/** The same in lists of its own. */
export const copyOf = ({ events, views }: EventsInForce): EventsInForce => ({
  events: [...events],
  views: [...views],
})

/** Adds what happened last, with the view after it. */
export const append = (inForce: EventsInForce, filed: FiledEvent, view: TopicView): void => {
  inForce.events.push(filed)
  inForce.views.push(undefined)
  keepView(inForce, inForce.events.length - 1, view)
}

/** Keeps the view after the event at a place where it is time for one, and none otherwise. */
export const keepView = (inForce: EventsInForce, place: number, view: TopicView): void => {
  inForce.views[place] = place - viewBefore(inForce, place, EVERY) < EVERY ? undefined : view
}

/** The last place before this one that has a view beside it, looked for among so many; what is before the first where none has. */
export const viewBefore = ({ views }: EventsInForce, place: number, among = place): number => {
  for (let before = place - 1; before >= Math.max(0, place - among); before--)
    if (views[before] !== undefined) return before
  return Number.NEGATIVE_INFINITY
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

/** Puts events in force and out of it. Gives the places from which on it is another one than before, in order. */
export const settle = ({ events, views }: EventsInForce, judged: readonly Judged[]): readonly number[] => {
  const changed = judged.filter(({ filed, stands }) => {
    const place = placeOf(events, filed)
    if ((events[place] === filed) === stands) return false
    events.splice(place, stands ? 0 : 1, ...(stands ? [filed] : []))
    views.splice(place, stands ? 0 : 1, ...(stands ? [undefined] : []))
    return true
  })
  return changed.map(({ filed }) => placeOf(events, filed)).toSorted((a, b) => a - b)
}

/** In the order in which they happened; at the same moment, that of the log. */
const byHappening = (a: FiledEvent, b: FiledEvent): number =>
  a.occurredMs - b.occurredMs ||
  (a.event.position < b.event.position ? -1 : a.event.position > b.event.position ? 1 : 0)
