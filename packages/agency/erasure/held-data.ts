import { fieldsNamed, type HeldField, heldFields, type NamedErasure } from '@concord/event-log'
import { type AgencyDefinition, PersonalDataErased } from '@concord/incident'
import { categoriesOf, type EventLog, err, ok, type Result, streamName } from '@concord/kernel'
import type { Problem } from '../problem.ts'
import { problemOfFailure } from '../problem-of-failure.ts'

/** The command by which an agency erases what it holds about a person. */
export const ERASE = PersonalDataErased.command

/** What an agency holds sealed in an incident, over all its streams; what was erased is still there, without a key. */
export const readHeld = async (
  definition: Pick<AgencyDefinition, 'name' | 'events'>,
  log: Pick<EventLog, 'readStream'>,
  incident: string,
): Promise<Result<readonly HeldField[], Problem>> => {
  const held: HeldField[] = []
  for (const category of categoriesOf(definition)) {
    const read = await log.readStream(streamName(category, incident))
    if (!read.ok) return err(problemOfFailure(read.error, true))
    held.push(...read.value.events.flatMap(heldFields))
  }
  return ok(held)
}

/** Everything that goes with an erasure: what it names, and whatever else lies under the same keys. */
export const erasedWith = (held: readonly HeldField[], erasure: NamedErasure): readonly HeldField[] => {
  const keys = new Set(fieldsNamed(held, erasure).map(({ key }) => key))
  return held.filter(({ key }) => keys.has(key))
}

/** The persons about whom something is held, by code; an event's id stands for those without one. */
export const subjectsOfHeld = (held: readonly HeldField[]): readonly string[] =>
  [
    ...new Set(held.flatMap(({ subject, named, event }) => subject ?? (named.length > 0 ? named : [event]))),
  ].sort()
