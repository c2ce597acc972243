import { incidentOfStream, occurredMs, reportTypeOf } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { EventFilter } from '../asked/events.ts'
import { putsRight } from './puts-right.ts'
import { hasWords, wordsOfEvent } from './words.ts'

/**
 * Whether a filter asks for an event by what it says; the plain counterpart of the indexed list, and what live changes are
 * picked by. When it came to a reader is no matter of the event alone: `learned.ts`.
 */
export const passesEvent = (event: RecordedEvent, filter: EventFilter): boolean => {
  const { agency, mode } = event.envelope
  const { corrects, retracts } = putsRight(event)
  const occurred = occurredMs(event)
  return (
    (filter.incident === undefined || incidentOfStream(event.stream) === filter.incident) &&
    (filter.declaredTypes === undefined || filter.declaredTypes.includes(event.type)) &&
    (filter.types === undefined || isOfTypes(event, filter.types)) &&
    (filter.agencies === undefined || filter.agencies.includes(agency)) &&
    (filter.modes === undefined || filter.modes.includes(mode)) &&
    (filter.occurredAfter === undefined || occurred > millisecondsOf(filter.occurredAfter)) &&
    (filter.occurredBefore === undefined || occurred < millisecondsOf(filter.occurredBefore)) &&
    (filter.firstReportsOnly !== true || !(corrects || retracts)) &&
    (filter.only === undefined || (filter.only === 'corrections' ? corrects : retracts)) &&
    (filter.text === undefined || hasWords(wordsOfEvent(event), filter.text))
  )
}

/** Whether an event is of one of these types: its own, or what the sender of a filed report calls it. */
export const isOfTypes = (event: RecordedEvent, types: readonly string[]): boolean =>
  [event.type, reportTypeOf(event)].some((one) => one !== undefined && types.includes(one))
