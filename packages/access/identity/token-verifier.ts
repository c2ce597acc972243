import { hash } from 'node:crypto'
import { ok, passingTime, type Result } from '@concord/kernel'
import { decodeProtectedHeader, errors, type JWSHeaderParameters, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Reader } from '../reader.ts'
import type { Clock } from './clock.ts'
import { createKeySet, type KeySet } from './key-set.ts'
import { keySetSource } from './key-set-source.ts'
import { openRevokedTokens, type RevocableToken } from './revoked-tokens.ts'
import { readerOfClaims } from './token-claims.ts'
import { refuseToken, type TokenRefusal, type TokenRefusalCode } from './token-refusal.ts'

/** Says who asks. Never throws for anything a caller can send. */
export interface TokenVerifier {
  verify(token: string | undefined): Promise<Result<Reader, TokenRefusal>>
}

/** Whose tokens are accepted, and for whom they must be issued. */
export interface TokenVerifierOptions {
  /** The `iss` of every accepted token. */
  readonly issuer: string
  /** What must be among the `aud` of every accepted token. */
  readonly audience: string
  /** Where the issuer's public keys are: the URL of a JWK set or of an OpenID configuration, or a file's path. */
  readonly keys: URL | string
  /**
   * File of tokens that were taken back before they expired ({@link revokedTokensSchema}); left out, there are none.
   */
  readonly revoked?: string | undefined
  readonly clock: Clock
  /** Told when the keys, or the list of revoked tokens, cannot be read; the sentence holds no secret. */
  readonly onKeyFailure?: (detail: string) => void
}

/** Asymmetric only: a verifier never holds anything with which a token could be made. */
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256']
const CLOCK_TOLERANCE_S = 60
const MOST_TOKEN_LENGTH = 8 * 1024
const MOST_REMEMBERED = 10_000

/**
 * Verifies tokens of one OpenID issuer. A token that was found good is remembered by its hash until it expires, at most
 * 10,000 of them, and forgotten when the issuer's published keys change; so a request usually costs one hash and no
 * signature.
 */
export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  const { issuer, clock } = options
  const time = passingTime(clock)
  const onFailure = options.onKeyFailure ?? (() => {})
  const revoked =
    options.revoked === undefined ? undefined : openRevokedTokens(options.revoked, time, onFailure)
  const remembered = new LRUCache<string, Verified>({ max: MOST_REMEMBERED })
  const keySet = createKeySet({
    source: keySetSource(options.keys, issuer),
    clock: time,
    onChange: () => remembered.clear(),
    onFailure,
  })
  const check = tokenCheck(options, keySet)

  return {
    async verify(token) {
      if (token === undefined || token === '') return refuseToken('missing')
      if (token.length > MOST_TOKEN_LENGTH) return refuseToken('malformed')
      const name = hash('sha256', token, 'base64url')
      const before = remembered.get(name)
      if (before && keySet.isCurrent()) {
        if (isOver(before, clock())) return refuseToken('expired')
        return revoked?.has(before.token) ? refuseToken('revoked') : before.answer
      }
      const verified = await check(token)
      if (!verified.ok) return verified
      remembered.set(name, verified.value)
      return revoked?.has(verified.value.token) ? refuseToken('revoked') : verified.value.answer
    },
  }
}

/** Checks a token's signature and claims, whether it was seen before or not. */
const tokenCheck =
  ({ issuer, audience, clock }: TokenVerifierOptions, keySet: KeySet) =>
  async (token: string): Promise<Result<Verified, TokenRefusal>> => {
    const header = headerOf(token)
    if (header === undefined) return refuseToken('malformed')
    if (!ALGORITHMS.includes(header.alg)) return refuseToken('unsupported-algorithm')
    const key = await keySet.find(header)
    if (!key.ok) return refuseToken(key.error)
    try {
      const { payload } = await jwtVerify(token, key.value, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(clock()),
        requiredClaims: ['exp'],
      })
      const reader = readerOfClaims(payload)
      return reader
        ? ok({ answer: ok(reader), expiresMs: payload.exp! * 1000, token: revocable(payload, reader) })
        : refuseToken('incomplete-claims')
    } catch (error) {
      return refuseToken(codeOf(error))
    }
  }

/** The token of an `Authorization` header; undefined when there is none of the kind `Bearer`. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer +([^\s,]+) *$/i.exec(authorization ?? '')?.[1]

interface Verified {
  readonly answer: Result<Reader, never>
  readonly expiresMs: number
  readonly token: RevocableToken
}

const revocable = ({ jti, iat }: JWTPayload, { agency, subject }: Reader): RevocableToken => ({
  jti,
  agency,
  subject,
  issuedS: iat,
})

const isOver = ({ expiresMs }: Verified, nowMs: number): boolean =>
  nowMs >= expiresMs + CLOCK_TOLERANCE_S * 1000

/** An access token or a plain one; tokens made for another use (`logout+jwt`, `dpop+jwt`) are none here. */
const headerOf = (token: string): (JWSHeaderParameters & { readonly alg: string }) | undefined => {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token)
    if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) return undefined
    const plain = typ === undefined || /^(application\/)?(at\+)?jwt$/i.test(String(typ))
    return plain ? { alg, ...(kid === undefined ? {} : { kid }) } : undefined
  } catch {
    return undefined
  }
}

const codeOf = (error: unknown): TokenRefusalCode => {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad-signature'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'wrong-issuer'
    if (error.claim === 'aud') return 'wrong-audience'
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'not-yet-valid'
    return 'incomplete-claims'
  }
  if (error instanceof errors.JOSEError) return 'malformed'
  throw error
}
