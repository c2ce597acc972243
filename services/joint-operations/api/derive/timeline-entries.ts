import { byOccurrence, type Moment, occurredMs } from '@concord/incident'
import { millisecondsOf } from '@concord/kernel'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'

/** What happened by then in the order in which it happened; superseded records only where they are asked for. */
export const timelineEntries = (
  answer: TopicAnswer,
  { valid }: Moment,
  superseded: boolean,
): readonly EventEntry[] => {
  const inForce = new Set(answer.inForce.map((event) => event.id))
  const limit = valid === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(valid)
  return answer.known
    .filter(({ event }) => (superseded ? occurredMs(event) <= limit : inForce.has(event.id)))
    .toSorted((a, b) => byOccurrence(a.event, b.event))
}

/** Sorts as text like (occurredAt, position): the place of an entry in its timeline, whatever comes in between. */
export const timelineKey = ({ event }: EventEntry): string => {
  // Moved so that times before 1970 sort as text too.
  const moved = occurredMs(event) + 10 ** 15
  return `${String(moved).padStart(17, '0')} ${String(event.position).padStart(20, '0')}`
}
