import { err, type Result } from '@concord/kernel'

const sentences = {
  missing: 'This needs a token: send `Authorization: Bearer` followed by it.',
  malformed: 'What was sent as a token is none: a signed JSON Web Token is expected.',
  'unsupported-algorithm': 'The token is signed with an algorithm that is not accepted here.',
  'unknown-key': 'The token is signed with a key that its issuer does not publish.',
  'bad-signature': 'The signature of the token does not fit it.',
  'wrong-issuer': 'The token was issued by somebody who is not trusted here.',
  'wrong-audience': 'The token was issued for another service.',
  expired: 'The token has expired: ask its issuer for a new one.',
  revoked: 'The token was revoked: ask its issuer for a new one.',
  'not-yet-valid': 'The token is not valid yet: compare the clocks, or wait.',
  'incomplete-claims': 'The token does not say in full who asks: it needs an agency, a subject and a role.',
  'keys-unavailable': "The issuer's keys cannot be read at present, so no token can be checked.",
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
