import { isRelease } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/** As much of an event as a fold with ready-made changes looks at: what is remembered of thousands of them. */
export const slim = (event: RecordedEvent): RecordedEvent => {
  const { id, type, data, stream, revision, position, recordedAt, envelope } = event
  const { agency, occurredAt, mode, reference, imported, corrects, retracts } = envelope
  const lean = { agency, occurredAt, mode, reference, imported, corrects, retracts }
  return {
    id,
    type,
    data: isRelease(event) ? data : undefined,
    stream,
    revision,
    position,
    recordedAt,
    envelope: lean as RecordedEvent['envelope'],
  }
}
