import type { Envelope } from './envelope.ts'
import type { EventDefinition } from './event.ts'
import type { NewEvent } from './event-log.ts'

/** Who records it and on whose doing, when it happened, who may see it, and where its ids come from. */
export interface UnaskedContext extends Pick<Envelope, 'agency' | 'actor' | 'occurredAt' | 'marking'> {
  /** A new UUID at each call. */
  readonly newId: () => string
}

/**
 * An event that a process records by itself, where no client asked for it: it is its own cause and has a command id of
 * its own. It is `operational`: what a process notes of itself is never played.
 */
export const unaskedEvent = (
  { type, schemaVersion }: EventDefinition,
  data: unknown,
  { newId, agency, actor, occurredAt, marking }: UnaskedContext,
): NewEvent => {
  const commandId = newId()
  return {
    id: newId(),
    type,
    data,
    envelope: {
      schemaVersion,
      commandId,
      $correlationId: commandId,
      $causationId: commandId,
      occurredAt,
      agency,
      actor,
      mode: 'operational',
      marking,
    },
  }
}
