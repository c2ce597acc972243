import { incidentOfStream, incidentTopic } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import type { IncidentFilter } from '../../picture/asked/incidents.ts'
import { isAskedFor } from '../../picture/definition/incident-match.ts'
import type { Reading } from '../reading.ts'

/**
 * Whether what came at a position touches incidents that a filter asks for, as the reader sees them: the event's
 * incident is one with it, or was one until then, so that whoever keeps a list also hears what leaves it.
 */
export const touches = (
  { reader, services: { picture } }: Reading,
  filter: IncidentFilter,
  { stream }: RecordedEvent,
  position: bigint,
): boolean => {
  const topic = incidentTopic(incidentOfStream(stream))
  return [position, position - 1n].some((known) => {
    const answer = picture.topic(reader, topic, { known: { position: known } })
    return answer !== undefined && isAskedFor(answer, filter)
  })
}
