import type { Moment } from '@concord/incident'
import type { EventFilter } from '../../picture/asked/events.ts'
import { eventNode } from '../derive/event-node.ts'
import type { Reading } from '../reading.ts'
import { connectionOf, type PageArguments, pageOf } from './page.ts'

/** A page of events as a connection. */
export const eventConnection = (
  reading: Reading,
  filter: EventFilter,
  args: PageArguments,
  moment: Moment,
) => {
  reading.checkTime()
  const request = pageOf(args)
  const page = reading.services.picture.events(reading.reader, filter, request, moment)
  const items = page.items.map(({ cursor, entry }) => ({ cursor, node: eventNode(entry, moment) }))
  return connectionOf(items, page, request.after)
}
