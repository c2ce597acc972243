import { createDevelopmentIssuer, type Role } from '@concord/access'
import { JOINT_CENTRE } from '../../services/roster.ts'

/** One token for each role that makes sense in an agency. */
export interface IssuedToken {
  readonly agency: string
  readonly role: Role
  readonly token: string
}

/** The joint centre's people, and those of every other agency. */
const jointRoles: readonly Role[] = ['coordinator', 'analyst', 'auditor', 'importer']
const agencyRoles: readonly Role[] = ['duty-officer', 'commander', 'importer']

/** How long a token is good, in seconds: as long as the development issuer allows. */
export const TOKEN_LIFETIME_S = 24 * 3600

/** Who issues the tokens of a system on its embedded defaults, and by what they are checked. */
export interface Issuer {
  readonly issuer: string
  readonly audience: string
  /** A file: the key set against which tokens are checked. */
  readonly keySetFile: string
  readonly issueAll: (agencies: readonly string[]) => Promise<readonly IssuedToken[]>
}

/** The issuer of a system on its embedded defaults: ready-made tokens for whoever can read its data folder. */
export const openIssuer = async (folder: string): Promise<Issuer> => {
  // The launcher says in its own words that these tokens are for development.
  const issuer = await createDevelopmentIssuer({ folder, clock: Date.now, warn: () => {} })
  const issueOne = async (agency: string, role: Role): Promise<IssuedToken> => ({
    agency,
    role,
    token: await issuer.issue({
      agency,
      subject: `${role}-1@${agency}`,
      roles: [role],
      purpose: 'demonstration',
      case: 'demonstration',
      expiresInS: TOKEN_LIFETIME_S,
    }),
  })
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    keySetFile: `${folder}/jwks.json`,
    issueAll: (agencies) =>
      Promise.all(
        agencies.flatMap((agency) =>
          (agency === JOINT_CENTRE ? jointRoles : agencyRoles).map((role) => issueOne(agency, role)),
        ),
      ),
  }
}
