import { incidentIdSchema } from '@concord/incident'
import { err, ok, type Result } from '@concord/kernel'
import type { z } from 'zod'
import { type FieldError, type Problem, problem } from '../problem.ts'
import type { CommandBody } from './command-schema.ts'
import { fieldErrors, MOST_ERRORS } from './field-errors.ts'
import { faultOf } from './plain-json.ts'
import { timeProblem } from './time-rules.ts'

/** What the body says, when it is all there and nothing in it is impossible. */
export const completeBody = (
  schema: z.ZodType<CommandBody>,
  incident: string,
  body: unknown,
  nowMs: number,
): Result<CommandBody, Problem> => {
  const fault = faultOf(body)
  if (fault) return err(invalidCommand([fault]))
  if (!incidentIdSchema.safeParse(incident).success)
    return err(invalidCommand([{ pointer: '#/incident', detail: 'is not a valid name of an incident' }]))
  const parsed = schema.safeParse(body)
  if (!parsed.success) return err(invalidCommand(fieldErrors(parsed.error)))
  const contradiction = contradictionIn(parsed.data)
  if (contradiction) return err(invalidCommand([contradiction]))
  const times = timeProblem(parsed.data, nowMs)
  return times ? err(times) : ok(parsed.data)
}

/** That a command is incomplete or wrong, with each field. */
export const invalidCommand = (errors: readonly FieldError[]): Problem =>
  problem('invalid-command', 'The fields listed in `errors` are missing or wrong.', {
    errors: errors.slice(0, MOST_ERRORS),
  })

const contradictionIn = ({ recordedAt, system, corrects, retracts }: CommandBody) => {
  if (recordedAt !== undefined && system === undefined) {
    return {
      pointer: '#/system',
      detail: 'is missing: an imported record must name the system that recorded it',
    }
  }
  if (corrects !== undefined && retracts !== undefined) {
    return {
      pointer: '#/retracts',
      detail: 'a record can replace another one (`corrects`) or take it back (`retracts`), not both',
    }
  }
  return undefined
}
