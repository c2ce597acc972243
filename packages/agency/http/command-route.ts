import type { RequestHandler, Response } from 'express'
import type { CommandDesk } from '../commands/command-desk.ts'
import type { Recorded } from '../commands/told-of-recording.ts'
import { effectOf } from '../erasure/erasure-effect.ts'
import { positionText } from '../position-text.ts'
import { answerJson, answerProblem, entityTag } from './answer.ts'
import { callerOf } from './caller.ts'
import { type BodyLimits, commandBody, conditionsOf, traceparentOf } from './command-request.ts'

/** `POST /v1/incidents/{incident}/commands/{command}`: one command, one answer. */
export const commandRoute = (desk: CommandDesk, limits: BodyLimits): readonly RequestHandler[] => [
  ...commandBody(limits),
  async (request, response) => {
    const conditions = conditionsOf(request)
    if (!conditions.ok) return answerProblem(response, conditions.error)
    const result = await desk.submit({
      command: String(request.params.command),
      incident: String(request.params.incident),
      body: request.body as unknown,
      reader: callerOf(response),
      traceparent: traceparentOf(request),
      whileRunning: 'refuse',
      ...conditions.value,
    })
    if (result.ok) answerRecorded(response, String(request.params.incident), result.value)
    else answerProblem(response, result.error)
  },
]

const answerRecorded = (response: Response, incident: string, recorded: Recorded): void => {
  const { stream, revision, position, events, repeated } = recorded
  const [category] = stream.split('-', 1)
  const place = `/v1/incidents/${encodeURIComponent(incident)}/streams/${category}/${events[0]!.revision}`
  const told = events.map(({ id, type }) => ({ id, type }))
  answerJson(
    response,
    201,
    {
      // Whoever is told no revision could not read the record here either.
      ...(revision !== undefined && { ETag: entityTag(revision), Location: place }),
      ...(repeated && { 'Idempotency-Replayed': 'true' }),
    },
    { stream, revision, position: positionText(position), events: told, effect: effectOf(recorded) },
  )
}
