import { eventIdOf } from '@concord/agency'
import { categoryOf, type EventLog, handle, ok, type RecordedEvent, streamName } from '@concord/kernel'
import { joc } from '../../agency.ts'
import type { DueCommand } from '../../due-command.ts'
import type { StepParts } from '../take-steps.ts'
import type { MemoryLog } from './memory-log.ts'

/** Decides as the joint centre does, and stamps as its desk does. */
export const deskOver = (log: MemoryLog, now: () => string): StepParts['desk'] => ({
  submit: async ({ command, incident, key = '', body }) => {
    const { data, ...said } = body as DueCommand
    const definition = joc.events.find((event) => event.command === command)!
    // What is played is decided apart from what is real.
    const ofMode: Pick<EventLog, 'readStream' | 'append' | 'keyChanges'> = {
      ...log,
      readStream: async (stream) => {
        const read = await log.readStream(stream)
        const isOfMode = ({ envelope }: RecordedEvent) => envelope.mode === said.mode
        return read.ok ? ok({ ...read.value, events: read.value.events.filter(isOfMode) }) : read
      },
    }
    const handled = await handle(
      {
        log: ofMode as EventLog,
        decider: joc.decider,
        toNewEvent: ({ id, context }, event, index, stream) => ({
          id: eventIdOf(id, stream, index),
          type: event.type,
          data: definition.data.parse(event.data),
          envelope: {
            schemaVersion: 1,
            commandId: id,
            $correlationId: id,
            $causationId: id,
            ...context,
            occurredAt: event.occurredAt ?? context.occurredAt,
          },
        }),
      },
      streamName(categoryOf(definition, joc.name), incident),
      {
        name: command,
        id: key,
        data,
        context: {
          ...said,
          agency: joc.name,
          actor: { subject: 'cooperation-rules', role: 'service', agency: joc.name },
          receivedAt: now(),
        },
      },
    )
    if (handled.ok) return handled
    const code = handled.error.kind === 'rejected' ? handled.error.rejection.code : handled.error.kind
    return { ok: false, error: { code, status: 409 } as never }
  },
})
