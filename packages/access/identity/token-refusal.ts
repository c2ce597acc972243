import { err, type Result } from '@concord/kernel'

const sentences = {
  missing: 'A token is required: send it as `Authorization: Bearer <token>`.',
  malformed: 'The token cannot be read: it must be a signed JSON Web Token.',
  'unsupported-algorithm': 'The token is signed with an algorithm that is not accepted here.',
  'unknown-key': 'The token is signed with a key that its issuer does not publish.',
  'bad-signature': 'The signature of the token is wrong.',
  'wrong-issuer': 'The token comes from an issuer that is not trusted here.',
  'wrong-audience': 'The token was issued for another service.',
  expired: 'The token has expired: ask its issuer for a new one.',
  revoked: 'The token was revoked: ask its issuer for a new one.',
  'not-yet-valid': 'The token is not valid yet: wait, or compare your clock with that of its issuer.',
  'incomplete-claims': 'The token is incomplete: it must name an agency, a subject and a role.',
  'keys-unavailable':
    "Tokens cannot be checked at present, because the issuer's keys cannot be read. Try again shortly.",
} as const

/** Why a token is refused. The list is closed and part of the API. */
export type TokenRefusalCode = keyof typeof sentences

/**
 * Why nobody is let in. `detail` is for people and never holds anything of the token; `status` is 401, except where the
 * fault is on this side (503).
 */
export interface TokenRefusal {
  readonly code: TokenRefusalCode
  readonly detail: string
  readonly status: 401 | 503
}

const refusals = new Map(
  Object.entries(sentences).map(([code, detail]) => {
    const status = code === 'keys-unavailable' ? 503 : 401
    return [code, Object.freeze(err(Object.freeze({ code, detail, status }) as TokenRefusal))]
  }),
)

/** The refusal with this code, as a failure. */
export const refuseToken = (code: TokenRefusalCode): Result<never, TokenRefusal> => refusals.get(code)!
