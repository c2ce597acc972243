import { randomUUID } from 'node:crypto'
import { asSealed } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import type { Foreseen, NewEvent } from '@concord/kernel'
import type { RequestHandler } from 'express'
import type { CommandDesk } from '../commands/command-desk.ts'
import { answerJson, answerProblem } from './answer.ts'
import { callerOf } from './caller.ts'
import { type BodyLimits, commandBody, conditionsOf } from './command-request.ts'

/**
 * `POST /v1/incidents/{incident}/commands/{command}/dry-run`: what the command would bring about now, and nothing of it done.
 * An address of its own, so that whoever does not know it refuses it, and nobody takes it for the command. It counts as a
 * request like any other.
 */
export const dryRunRoute = (
  desk: CommandDesk,
  { events }: Pick<AgencyDefinition, 'events'>,
  limits: BodyLimits,
): readonly RequestHandler[] => [
  ...commandBody(limits),
  async (request, response) => {
    const conditions = conditionsOf(request, randomUUID)
    if (!conditions.ok) return answerProblem(response, conditions.error)
    const foreseen = await desk.foresee({
      command: String(request.params.command),
      incident: String(request.params.incident),
      body: request.body as unknown,
      reader: callerOf(response),
      whileRunning: 'refuse',
      ...conditions.value,
    })
    if (foreseen.ok) answerJson(response, 200, {}, await presented(foreseen.value, events))
    else answerProblem(response, foreseen.error)
  },
]

const presented = async (
  { stream, current, before, events }: Foreseen,
  definitions: AgencyDefinition['events'],
) => ({
  dryRun: true,
  stream,
  current: current === 'no-stream' ? null : current,
  ...(before && { recorded: before.events.map(({ id, type }) => ({ id, type })) }),
  events: await Promise.all(events.map((event) => presentEvent(stream, event, definitions))),
})

/** As the record would be shown: what would be sealed is not, though its sender has it. What names the command is left out. */
const presentEvent = async (stream: string, event: NewEvent, definitions: AgencyDefinition['events']) => {
  const definition = definitions.find(({ type }) => type === event.type)!
  const { data, envelope } = await asSealed(definition, stream, event, { $sealed: true })
  const {
    commandId: _,
    commandDigest: __,
    $correlationId: ___,
    $causationId: ____,
    traceparent: _____,
    ...said
  } = envelope
  return { type: event.type, envelope: said, data }
}
