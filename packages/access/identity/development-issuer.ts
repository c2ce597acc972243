import { randomUUID } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgencyName } from '@concord/kernel'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose'
import type { Role } from '../reader.ts'
import type { Clock } from './clock.ts'

/**
 * Issues tokens to whoever can call it: for development, demonstrations and tests, never for people's data. It refuses
 * to start where NODE_ENV says production.
 *
 * Three kinds of keys are published: the one that signs, the one that will sign next, and former ones until every token
 * that they signed has expired. So a rotation refuses nobody, whenever a verifier last read the keys.
 */
export interface DevelopmentIssuer {
  readonly issuer: string
  readonly audience: string
  /** What to serve as the JWK set. Public halves only. The same is kept in `jwks.json` in the issuer's folder. */
  keySet(): JSONWebKeySet
  /** A signed token. `expiresInS` is at most a day. */
  issue(grant: Grant): Promise<string>
  /** The next key signs from now on, and another one is made and published to follow it. */
  rotate(): Promise<void>
}

/** Whom a token names, as claims. */
export interface Grant {
  readonly agency: AgencyName
  readonly subject: string
  readonly roles: readonly Role[]
  readonly purpose?: string | undefined
  readonly case?: string | undefined
  /** Seconds; at most a day. */
  readonly expiresInS: number
}

/** Where it keeps its keys, and what it calls itself. */
export interface DevelopmentIssuerOptions {
  /** Where the keys are kept; made when missing. One process at a time uses it. */
  readonly folder: string
  readonly clock: Clock
  readonly issuer?: string
  readonly audience?: string
  readonly algorithm?: 'EdDSA' | 'ES256'
  /** Told once, loudly, that this issuer is for development. */
  readonly warn?: (line: string) => void
}

const MOST_LIFETIME_S = 24 * 3600
/** Longer than the longest token and the tolerance of verifiers' clocks. */
const RETIRED_FOR_MS = (MOST_LIFETIME_S + 120) * 1000

/**
 * Opens the issuer with the keys of its folder, made when missing. Rejects in production, and when a key is damaged.
 */
export const createDevelopmentIssuer = async (
  options: DevelopmentIssuerOptions,
): Promise<DevelopmentIssuer> => {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The development issuer does not run in production: name a real issuer in CONCORD_ISSUER.',
    )
  }
  const { folder, clock, algorithm = 'EdDSA' } = options
  const { issuer = 'urn:concord:development-issuer', audience = 'concord' } = options
  const warn = options.warn ?? ((line) => process.emitWarning(line, 'DevelopmentIssuer'))
  warn(`DEVELOPMENT TOKENS: whoever reads ${folder} can act as anybody. Do not use it for people's data.`)

  await mkdir(folder, { recursive: true, mode: 0o700 })
  let ring = (await readRing(folder)) ?? {
    current: await makeKey(algorithm),
    next: await makeKey(algorithm),
    retired: [],
  }
  const keep = async (changed: Ring): Promise<void> => {
    ring = { ...changed, retired: changed.retired.filter(({ untilMs }) => clock() < untilMs) }
    await replaceFile(join(folder, 'issuer-keys.json'), ring)
    await replaceFile(join(folder, 'jwks.json'), publicKeysOf(ring))
  }
  await keep(ring)

  return {
    issuer,
    audience,
    keySet: () => publicKeysOf(ring),
    issue: ({ subject, expiresInS, ...claims }) => {
      const lifetimeS = Math.min(expiresInS, MOST_LIFETIME_S)
      return sign(ring.current, { ...claims }, { issuer, audience, subject, nowMs: clock(), lifetimeS })
    },
    rotate: async () => {
      const retired = { key: publicHalf(ring.current), untilMs: clock() + RETIRED_FOR_MS }
      await keep({ current: ring.next, next: await makeKey(algorithm), retired: [...ring.retired, retired] })
    },
  }
}

interface Ring {
  readonly current: JWK
  readonly next: JWK
  readonly retired: readonly { readonly key: JWK; readonly untilMs: number }[]
}

const makeKey = async (algorithm: 'EdDSA' | 'ES256'): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' }
}

const publicHalf = ({ d: _, ...jwk }: JWK): JWK => jwk

const publicKeysOf = ({ current, next, retired }: Ring): JSONWebKeySet =>
  ({ keys: [current, next, ...retired.map(({ key }) => key)].map(publicHalf) }) as JSONWebKeySet

const sign = async (
  key: JWK,
  claims: Record<string, unknown>,
  said: {
    readonly issuer: string
    readonly audience: string
    readonly subject: string
    readonly nowMs: number
    readonly lifetimeS: number
  },
): Promise<string> => {
  const nowS = Math.floor(said.nowMs / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg!, kid: key.kid!, typ: 'at+jwt' })
    .setIssuer(said.issuer)
    .setAudience(said.audience)
    .setSubject(said.subject)
    .setJti(randomUUID())
    .setIssuedAt(nowS)
    .setNotBefore(nowS)
    .setExpirationTime(nowS + said.lifetimeS)
    .sign((await importJWK(key)) as CryptoKey)
}

const readRing = async (folder: string): Promise<Ring | undefined> => {
  try {
    return JSON.parse(await readFile(join(folder, 'issuer-keys.json'), 'utf8')) as Ring
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // Never the parser's own message: it quotes the file, and the file is a private key.
    throw new Error(
      `The issuer's keys in ${folder} cannot be read. Remove the folder to start with new ones.`,
    )
  }
}

/** All or nothing: a verifier that reads the file meets the old set or the new one, never half of one. */
const replaceFile = async (path: string, value: unknown): Promise<void> => {
  const half = `${path}.new`
  {
    await using file = await open(half, 'w', 0o600)
    await file.writeFile(JSON.stringify(value))
    await file.sync()
  }
  await chmod(half, 0o600)
  await rename(half, path)
}
