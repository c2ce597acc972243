import { incidentOfStream, occurredMs } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import { isOfTypes } from '../../picture/event-types.ts'
import type { EventFilter } from '../../picture/picture.ts'
import { hasWords, wordsOfEvent } from '../../picture/words.ts'

/** Whether an event is one that a filter asks for; the live counterpart of the picture's own filter. */
export const matches = (filter: EventFilter, event: RecordedEvent): boolean => {
  const { envelope } = event
  const first = envelope.corrects === undefined && envelope.retracts === undefined
  return (
    isOfTypes(event, filter) &&
    isOneOf(filter.agencies, envelope.agency) &&
    isOneOf(filter.modes, envelope.mode) &&
    (filter.incident === undefined || filter.incident === incidentOfStream(event.stream)) &&
    (filter.firstReportsOnly !== true || first) &&
    (filter.occurredAfter === undefined || occurredMs(event) > millisecondsOf(filter.occurredAfter)) &&
    (filter.occurredBefore === undefined || occurredMs(event) < millisecondsOf(filter.occurredBefore)) &&
    (filter.text === undefined || hasWords(wordsOfEvent(event), filter.text))
  )
}

const isOneOf = <Value>(list: readonly Value[] | undefined, value: Value): boolean =>
  list === undefined || list.includes(value)
