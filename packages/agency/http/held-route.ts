import type { Policy } from '@concord/access'
import type { HeldField } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import { incidentIdSchema, nameSchema } from '@concord/incident'
import type { EventLog } from '@concord/kernel'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import { permit } from '../commands/permission.ts'
import { ERASE, erasedWith, readHeld, subjectsOfHeld } from '../erasure/held-data.ts'
import { problem } from '../problem.ts'
import { answerProblem } from './answer.ts'
import { callerOf } from './caller.ts'

const querySchema = z
  .strictObject({
    subject: nameSchema.optional(),
    target: nameSchema.optional(),
    field: nameSchema.optional(),
  })
  .refine(({ target, field }) => field === undefined || target !== undefined, {
    error: 'give `target` as well: the event that has the field',
  })

/** Whose records are looked at, and who may. */
export interface HeldRouteParts {
  readonly definition: Pick<AgencyDefinition, 'name' | 'title' | 'events'>
  readonly log: EventLog
  readonly policy: () => Policy
  /** Whether a key was destroyed. */
  readonly isDestroyed: (key: string) => boolean
}

/**
 * `GET /v1/incidents/{incident}/personal-data`: about whom this agency holds something in an incident, and in which
 * fields; with `subject`, or `target` and `field`, what an erasure that names them would destroy. Codes and names of
 * fields, never what they hold. For those who may erase.
 */
export const heldRoute = ({ definition, log, policy, isDestroyed }: HeldRouteParts): RequestHandler => {
  const erasure = definition.events.find(({ command }) => command === ERASE)
  return async (request, response) => {
    if (erasure === undefined) {
      return answerProblem(
        response,
        problem('unknown-path', `${definition.title} holds nothing about persons.`),
      )
    }
    const allowed = permit(policy(), definition.name, erasure, callerOf(response), false)
    if (!allowed.ok) return answerProblem(response, allowed.error)
    const query = querySchema.safeParse(request.query)
    const incident = incidentIdSchema.safeParse(request.params.incident)
    if (!query.success || !incident.success) {
      const { error } = query.success ? incident : query
      return answerProblem(response, problem('malformed-query', z.prettifyError(error!)))
    }
    const held = await readHeld(definition, log, incident.data)
    if (!held.ok) return answerProblem(response, held.error)
    const { subject, target } = query.data
    const meant =
      subject === undefined && target === undefined ? held.value : erasedWith(held.value, query.data)
    response.json({
      incident: incident.data,
      subjects: subjectsOfHeld(meant),
      fields: meant.map((field) => presentField(field, isDestroyed)),
    })
  }
}

const presentField = (
  { event, reference, type, field, subject, named, key }: HeldField,
  isDestroyed: HeldRouteParts['isDestroyed'],
) => ({
  event,
  ...(reference === undefined ? {} : { reference }),
  type,
  field,
  subjects: subject === undefined ? named : [subject],
  erased: isDestroyed(key),
})
