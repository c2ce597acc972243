import type { AgencyDefinition } from '@concord/incident'
import type { HandleDependencies } from '@concord/kernel'
import { eventIdOf } from './event-id.ts'

/** Gives a decided event its id, its schema version and its envelope. */
export type Stamp = HandleDependencies<never>['toNewEvent']

/**
 * What a decider asks for must be declared by its agency and fit its schema: nothing gets into the log that could not
 * be read back. Throws otherwise, because that is a fault of the agency's code and not of the sender.
 */
export const stampFor = ({ name, events }: Pick<AgencyDefinition, 'name' | 'events'>): Stamp => {
  const definitions = new Map(events.map((definition) => [definition.type, definition]))

  return (command, event, index, stream, isTaken) => {
    const definition = definitions.get(event.type)
    if (definition === undefined) {
      throw new Error(`The decider of ${name} asks for ${event.type}, which ${name} does not declare.`)
    }
    // The edge has parsed what the command carries; only what the decider made itself is unproven.
    const proven =
      event.data === command.data && definition.request === undefined && definition.command === command.name
    const data = proven ? event.data : definition.data.parse(event.data)
    const {
      correlationId,
      causationId,
      receivedAt: _,
      corrects: __,
      retracts: ___,
      ...context
    } = command.context
    return {
      id: eventIdOf(command.id, stream, index, isTaken),
      type: event.type,
      data,
      envelope: {
        schemaVersion: definition.schemaVersion,
        commandId: command.id,
        $correlationId: correlationId ?? command.id,
        $causationId: causationId ?? command.id,
        ...context,
        occurredAt: event.occurredAt ?? command.context.occurredAt,
        ...(event.corrects === undefined ? {} : { corrects: event.corrects }),
        ...(event.retracts === undefined ? {} : { retracts: event.retracts }),
      },
    }
  }
}
