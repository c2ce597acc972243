import { randomUUID } from 'node:crypto'
import { type EventDefinition, type NewEvent, unaskedEvent } from '@concord/kernel'

/** An event that this edge itself records for its agency, such as a key or a log head; never about a person. */
export const ownEvent = (agency: string, definition: EventDefinition, data: unknown, now: Date): NewEvent =>
  unaskedEvent(definition, data, {
    agency,
    actor: { subject: 'event-log', role: 'service', agency },
    occurredAt: now.toISOString(),
    marking: { tlp: 'CLEAR' },
    newId: randomUUID,
  })
