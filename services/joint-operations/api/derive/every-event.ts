import type { Moment } from '@concord/incident'
import type { EventFilter } from '../../picture/asked/events.ts'
import { apiError } from '../api-error.ts'
import type { Reading } from '../reading.ts'
import { type EventNode, eventNode } from './event-node.ts'
import { everyPage } from './every-page.ts'

/** How many events one question may go through. */
export const MOST_EVENTS = 20_000
const PAGE = 500

/**
 * All events that fit a filter and that nothing has corrected or taken back, as far as the reader knew, in the order in
 * which they happened. LIMIT_EXCEEDED where they are too many to go through.
 */
export const everyEvent = (reading: Reading, filter: EventFilter, moment: Moment): readonly EventNode[] => {
  const { picture } = reading.services
  const pages = everyPage(reading, PAGE, (request) =>
    picture.events(reading.reader, { ...filter, order: 'occurred' }, request, moment),
  )
  const found: EventNode[] = []
  for (const page of pages) {
    if (page.total === undefined || page.total > MOST_EVENTS) {
      const those = page.total === undefined ? 'The events that hold these words' : `${page.total} events`
      throw apiError(
        'LIMIT_EXCEEDED',
        `${those} are too many. Narrow the filter until at most ${MOST_EVENTS} are left.`,
      )
    }
    for (const { entry } of page.items)
      if (entry.supersededBy === undefined) found.push(eventNode(entry, moment))
  }
  return found.reverse()
}
