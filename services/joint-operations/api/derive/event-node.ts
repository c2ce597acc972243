import type { Moment } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { Reading } from '../reading.ts'

/**
 * An event as the API hands it on: with the moment at which it was asked for, so that what it leads to is as of then.
 */
export interface EventNode {
  readonly event: RecordedEvent
  readonly supersededBy: string | undefined
  readonly moment: Moment
}

/** The event as it was answered at a moment: its fields are resolved at the same one. */
export const eventNode = (entry: EventEntry, moment: Moment): EventNode => ({
  event: entry.event,
  supersededBy: entry.supersededBy,
  moment,
})

/** The event behind an id or a reference; null also when the reader may not see it. */
export const resolveEvent = (
  reading: Reading,
  idOrReference: string | undefined,
  moment: Moment,
): EventNode | null => {
  if (idOrReference === undefined) return null
  const entry = reading.event(idOrReference, moment)
  return entry ? eventNode(entry, moment) : null
}

/**
 * Those of the events named that the reader may see, in the order named, each once. What a decision or a link rests on
 * belongs to what was known, so `valid` does not limit it.
 */
export const resolveEvents = (
  reading: Reading,
  idsOrReferences: readonly string[],
  moment: Moment,
): readonly EventNode[] => {
  const found = new Map<string, EventNode>()
  for (const name of idsOrReferences.slice(0, 100)) {
    const node = resolveEvent(reading, name, { known: moment.known })
    if (node) found.set(node.event.id, node)
  }
  return [...found.values()]
}

/** All records of the same report that may be seen, from the first to the last word on it. */
export const chainOf = (reading: Reading, node: EventNode): readonly EventNode[] => {
  const earlier = follow(reading, node, ({ event }) => event.envelope.corrects ?? event.envelope.retracts)
  const later = follow(reading, node, ({ supersededBy }) => supersededBy)
  return [...earlier.reverse(), node, ...later]
}

/** How many corrections of corrections are followed. */
const LONGEST_CHAIN = 50

const follow = (
  reading: Reading,
  node: EventNode,
  next: (node: EventNode) => string | undefined,
): EventNode[] => {
  const found: EventNode[] = []
  let at = resolveEvent(reading, next(node), { known: node.moment.known })
  while (at && found.length < LONGEST_CHAIN) {
    found.push(at)
    at = resolveEvent(reading, next(at), { known: node.moment.known })
  }
  return found
}
