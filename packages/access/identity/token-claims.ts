import { agencyNameSchema } from '@concord/kernel'
import { z } from 'zod'
import { type Reader, type Role, roles } from '../reader.ts'

/** A line that policies and the record can be told: half of a surrogate pair is in no UTF-8. */
const lineSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'no control characters, and no half of a surrogate pair')

/**
 * What a token must say, besides what every JSON Web Token says: `agency`, `roles`, and where personal data is to be
 * read `purpose` and `case`. Roles that Concord does not know are passed over, because an issuer serves other systems
 * too; one known role is needed.
 */
const claimsSchema = z.object({
  sub: lineSchema.max(128),
  agency: agencyNameSchema,
  roles: z
    .array(z.string().max(200))
    .max(200)
    .transform((named) => roles.filter((role) => named.includes(role)))
    .refine((known) => known.length > 0, 'at least one known role'),
  purpose: lineSchema.optional(),
  case: lineSchema.optional(),
})

/** The reader that verified claims describe; undefined when they do not describe one in full. */
export const readerOfClaims = (claims: unknown): Reader | undefined => {
  const parsed = claimsSchema.safeParse(claims)
  if (!parsed.success) return undefined
  const { sub, agency, roles: known, purpose, case: caseNumber } = parsed.data
  return Object.freeze({
    agency,
    subject: sub,
    roles: Object.freeze<Role[]>(known),
    purpose,
    case: caseNumber,
  })
}
