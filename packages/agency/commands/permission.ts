import { type AskedCommand, type Denial, type Policy, type Reader, writingRoles } from '@concord/access'
import { type Actor, type EventDefinition, err, ok, type Result } from '@concord/kernel'
import { type Problem, problem } from '../problem.ts'

/** Which roles may ask for this event. An import needs the role importer, whatever the event. */
export const rolesFor = (definition: EventDefinition): readonly string[] => definition.roles ?? writingRoles

/** The person as whom the command is recorded, or why they may not ask for it. What decides is the policy's text. */
export const permit = (
  policy: Pick<Policy, 'mayCommand'>,
  agency: string,
  definition: EventDefinition,
  reader: Reader,
  isImport: boolean,
): Result<Actor, Problem> => {
  const asked = askedOf(agency, definition, isImport)
  const verdict = policy.mayCommand(reader, asked)
  if (!verdict.ok) return err(refusal(verdict.error, asked, reader))
  const role = reader.roles.find((candidate) => asked.roles.includes(candidate))
  if (role === undefined) return err(refusal(noRole, asked, reader))
  return ok({ subject: reader.subject, role, agency: reader.agency })
}

/** That the caller belongs to another agency than the record does. */
export const foreignAgency = (agency: string, caller: string): Problem =>
  problem('foreign-agency', `This record belongs to ${agency}; your token is from ${caller}.`)

/**
 * That a caller of another agency may not ask how a record stands: `If-Match` would tell whether the guess was
 * right.
 */
export const foreignPrecondition = (agency: string): Problem =>
  problem(
    'foreign-agency',
    `Only members of ${agency} may use If-Match and If-None-Match on its records. Send the command without them.`,
  )

/** That a caller of another agency may not try out what it would record: nothing would tell that it had looked. */
export const foreignDryRun = (agency: string): Problem =>
  problem('foreign-agency', `Only members of ${agency} may try out its commands. Nothing was recorded.`)

type Asked = AskedCommand & { readonly roles: readonly string[] }

const askedOf = (agency: string, definition: EventDefinition, imported: boolean): Asked => ({
  agency,
  command: definition.command,
  by: definition.by,
  roles: imported ? ['importer'] : rolesFor(definition),
  imported,
})

/**
 * A deployment's own policy may permit more roles than the command declares; its event still says in which it was
 * given.
 */
const noRole: Denial = { code: 'role-missing', detail: 'None of your roles may give this command.' }

const refusal = (
  { code, detail }: Denial,
  { agency, command, roles, imported, by }: Asked,
  reader: Reader,
) => {
  switch (code) {
    case 'not-your-command':
      return by === 'roster'
        ? problem(
            'foreign-agency',
            `Only agencies of the roster may give ${command}; ${reader.agency} is not on it.`,
          )
        : foreignAgency(agency, reader.agency)
    case 'role-missing':
    case 'importer-role-missing': {
      const what = imported ? 'To bring in records of an older system' : command
      return problem('role-not-permitted', `${what} needs one of the roles ${roles.join(', ')}.`)
    }
    default:
      return problem('role-not-permitted', detail)
  }
}
