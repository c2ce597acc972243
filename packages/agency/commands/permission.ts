import type { Reader, Role } from '@concord/access'
import { type Actor, type EventDefinition, err, ok, type Result } from '@concord/kernel'
import { type Problem, problem } from '../problem.ts'

/** Who may write where the event's definition does not say. */
export const writingRoles: readonly Role[] = ['duty-officer', 'commander', 'coordinator', 'service']

/** Which roles may ask for this event. An import needs the role importer, whatever the event. */
export const rolesFor = (definition: EventDefinition): readonly string[] => definition.roles ?? writingRoles

/** The person as whom the command is recorded, or why they may not ask for it. */
export const permit = (
  agency: string,
  definition: EventDefinition,
  reader: Reader,
  isImport: boolean,
): Result<Actor, Problem> => {
  if (reader.agency !== agency && definition.by !== 'roster') {
    return err(foreignAgency(agency, reader.agency))
  }
  const needed = isImport ? ['importer'] : rolesFor(definition)
  const role = reader.roles.find((candidate) => needed.includes(candidate))
  if (role === undefined) {
    const what = isImport ? 'To bring in records of an older system' : definition.command
    return err(problem('role-not-permitted', `${what} needs one of the roles ${needed.join(', ')}.`))
  }
  return ok({ subject: reader.subject, role, agency: reader.agency })
}

export const foreignAgency = (agency: string, caller: string): Problem =>
  problem('foreign-agency', `This is the record of ${agency}; the token is one of ${caller}.`)
