import { randomUUID } from 'node:crypto'
import type { EventDefinition, NewEvent } from '@concord/kernel'

/** An event that this edge itself records for its agency, such as a key or a log head; never about a person. */
export const ownEvent = (
  agency: string,
  { type, schemaVersion }: EventDefinition,
  data: unknown,
  now: Date,
): NewEvent => {
  const commandId = randomUUID()
  return {
    id: randomUUID(),
    type,
    data,
    envelope: {
      schemaVersion,
      commandId,
      $correlationId: commandId,
      $causationId: commandId,
      occurredAt: now.toISOString(),
      agency,
      actor: { subject: 'event-log', role: 'service', agency },
      mode: 'operational',
      marking: { tlp: 'CLEAR' },
    },
  }
}
