import { fieldsNamed, type HeldField, isAt, type NamedErasure } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import { type Command, type EventLog, err, ok, type Result } from '@concord/kernel'
import { type Problem, problem } from '../problem.ts'
import { ERASE, readHeld, subjectsOfHeld } from './held-data.ts'

/** A command as it is to be decided, or why it must not be given now. */
export type ErasureRule = (command: Command, incident: string) => Promise<Result<Command, Problem>>

/** The most persons or fields that one refusal names. */
const MOST_NAMED = 20

/**
 * Refuses an erasure that is played, because what it destroys is gone, and one that would destroy nothing, or not
 * what it says: whoever erases must not believe that something is gone while it is there. An imported one tells what
 * an older system erased and is taken, but says that it had no effect here.
 */
export const erasureRule =
  (definition: Pick<AgencyDefinition, 'name' | 'events'>, log: Pick<EventLog, 'readStream'>): ErasureRule =>
  async (command, incident) => {
    if (command.name !== ERASE) return ok(command)
    if (command.context.mode !== 'operational') return err(played)
    const held = await readHeld(definition, log, incident)
    if (!held.ok) return held
    // Whether it had an effect is for the log to say, and for no sender.
    const { effect: _, ...erasure } = command.data as NamedErasure & { readonly effect?: unknown }
    if (command.context.imported !== undefined) {
      const destroys = fieldsNamed(held.value, erasure).length > 0
      return ok({ ...command, data: destroys ? erasure : { ...erasure, effect: 'none' } })
    }
    const fault = faultOfErasure(held.value, erasure)
    return fault === undefined ? ok({ ...command, data: erasure }) : err(fault)
  }

const played = problem(
  'rejected',
  'An erasure cannot be part of an exercise or a test, because it destroys data for good. To erase data of an exercise, send it with mode `operational`.',
  { rejection: 'erasure-played' },
)

const faultOfErasure = (held: readonly HeldField[], erasure: NamedErasure): Problem | undefined => {
  const { subject, target, field } = erasure
  if (subject === undefined && target === undefined) {
    return problem('invalid-command', 'An erasure must name a subject or a target.', {
      errors: [{ pointer: '#/data', detail: 'has neither a subject nor a target' }],
    })
  }
  const named = fieldsNamed(held, erasure)
  if (subject !== undefined) {
    if (named.length > 0) return undefined
    return nothing(`Nothing is held here about ${subject}.`, 'about', subjectsOfHeld(held))
  }
  // What lies under the same key is named along, and need not be at the field.
  const isThere = (one: HeldField) => field === undefined || isAt(one, field)
  if (named.some(isThere)) return undefined
  const ofTarget = fieldsNamed(held, { target })
  const fields = [...new Set(ofTarget.map((one) => one.field))]
  return fields.length === 0
    ? nothing(`${target} holds nothing about a person here.`, 'about', subjectsOfHeld(held))
    : nothing(`${target} holds nothing at ${field}.`, 'at', fields)
}

const nothing = (what: string, where: string, there: readonly string[]): Problem => {
  const list = there.slice(0, MOST_NAMED).join(', ')
  const more = there.length > MOST_NAMED ? ` and ${there.length - MOST_NAMED} more` : ''
  const instead =
    there.length === 0
      ? 'No data about persons is held in this incident.'
      : `Data is held ${where} ${list}${more}.`
  return problem('rejected', `${what} ${instead} Nothing was erased.`, { rejection: 'nothing-to-erase' })
}
