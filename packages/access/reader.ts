import type { AgencyName } from '@concord/kernel'

/**
 * What a person does, and so what they may ask for. Which events they see follows from their agency alone; the role
 * decides on verbs and on fields about persons.
 *
 * duty-officer, commander: report, acknowledge, answer tasks. coordinator: the joint centre's commands. analyst: looks
 * back. auditor: checks the log and the record of reads. importer: brings in records of an older system. service: a
 * process of Concord itself.
 */
export const roles = [
  'duty-officer',
  'commander',
  'coordinator',
  'analyst',
  'auditor',
  'importer',
  'service',
] as const

/** One of {@link roles}, as the token and the policies name it. */
export type Role = (typeof roles)[number]

/** The roles that give commands unless a command says otherwise. */
export const writingRoles: readonly Role[] = ['duty-officer', 'commander', 'coordinator', 'service']

/** Who asks, as their token says. `case` and `purpose` are needed where personal data is read. */
export interface Reader {
  readonly agency: AgencyName
  readonly subject: string
  readonly roles: readonly Role[]
  readonly purpose: string | undefined
  readonly case: string | undefined
}
