import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createDevelopmentIssuer, type DevelopmentIssuer } from './development-issuer.ts'
import { bearerToken, createTokenVerifier, type TokenVerifier } from './token-verifier.ts'

const START_MS = Date.parse('2025-04-23T06:00:00Z')
const officer = { agency: 'police', subject: 'officer-17', roles: ['duty-officer'], expiresInS: 600 } as const

let folder: string
let nowMs: number
const clock = () => nowMs
const seconds = (count: number): void => {
  nowMs += count * 1000
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-identity-'))
  nowMs = START_MS
})
afterEach(() => rm(folder, { recursive: true }))

const developmentIssuer = (options: Partial<Parameters<typeof createDevelopmentIssuer>[0]> = {}) =>
  createDevelopmentIssuer({ folder, clock, warn: () => {}, ...options })

const verifierOf = (issuer: DevelopmentIssuer, keys: URL | string = join(folder, 'jwks.json')) =>
  createTokenVerifier({ issuer: issuer.issuer, audience: issuer.audience, keys, clock })

/** A server on this machine that is gone at the end of the test. */
const serve = async (answer: (url: string, origin: string) => object): Promise<URL> => {
  const server = createServer((request, response) => {
    response.end(JSON.stringify(answer(request.url!, origin)))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return new URL(origin)
}

const codeOf = async (verifier: TokenVerifier, token: string | undefined): Promise<string> => {
  const verified = await verifier.verify(token)
  return verified.ok ? 'let in' : verified.error.code
}

describe('a token of the trusted issuer', () => {
  test('says who asks', async () => {
    const issuer = await developmentIssuer()
    const token = await issuer.issue({ ...officer, purpose: 'search', case: 'P-2025-17' })
    expect(await verifierOf(issuer).verify(token)).toEqual({
      ok: true,
      value: {
        agency: 'police',
        subject: 'officer-17',
        roles: ['duty-officer'],
        purpose: 'search',
        case: 'P-2025-17',
      },
    })
  })

  test.each(['EdDSA', 'ES256'] as const)(
    'of the development issuer is accepted, with %s',
    async (algorithm) => {
      const issuer = await developmentIssuer({ algorithm })
      expect(await codeOf(verifierOf(issuer), await issuer.issue(officer))).toBe('let in')
    },
  )

  test.each([
    ['EdDSA', 'let in'],
    ['ES256', 'let in'],
    ['RS256', 'let in'],
    ['PS256', 'let in'],
    ['ES384', 'unsupported-algorithm'],
    ['RS512', 'unsupported-algorithm'],
  ])('of any issuer, signed with %s: %s', async (alg, expected) => {
    const { privateKey, publicKey } = await generateKeyPair(alg)
    const path = join(folder, 'any.json')
    await writeFile(path, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg }] }))
    const token = await new SignJWT({ agency: 'police', roles: ['analyst'] })
      .setProtectedHeader({ alg, kid: 'k' })
      .setIssuer('https://issuer.example')
      .setAudience(['other', 'concord'])
      .setSubject('somebody')
      .setExpirationTime(START_MS / 1000 + 600)
      .sign(privateKey)
    const verifier = createTokenVerifier({
      issuer: 'https://issuer.example',
      audience: 'concord',
      keys: path,
      clock,
    })
    expect(await codeOf(verifier, token)).toBe(expected)
  })

  test('may come from a clock that is a minute fast or slow, and no more', async () => {
    const issuer = await developmentIssuer()
    const token = await issuer.issue(officer)
    nowMs = START_MS - 61_000
    expect(await codeOf(verifierOf(issuer), token)).toBe('not-yet-valid')
    nowMs = START_MS - 59_000
    expect(await codeOf(verifierOf(issuer), token)).toBe('let in')
    nowMs = START_MS + 659_000
    expect(await codeOf(verifierOf(issuer), token)).toBe('let in')
    nowMs = START_MS + 661_000
    expect(await codeOf(verifierOf(issuer), token)).toBe('expired')
  })

  test('is refused once expired although it was remembered as good', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const token = await issuer.issue(officer)
    expect(await codeOf(verifier, token)).toBe('let in')
    seconds(661)
    expect(await codeOf(verifier, token)).toBe('expired')
  })

  test('costs one signature, however often it is shown', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const token = await issuer.issue(officer)
    const [first, second] = [await verifier.verify(token), await verifier.verify(token)]
    expect(second).toBe(first)
  })
})

describe('a token that is refused', () => {
  test.each([
    ['nothing', undefined, 'missing'],
    ['an empty string', '', 'missing'],
    ['a word', 'open-sesame', 'malformed'],
    ['three words', 'a.b.c', 'malformed'],
    ['something huge', `${'a'.repeat(9000)}.b.c`, 'malformed'],
  ])('%s', async (_, token, code) => {
    expect(await codeOf(verifierOf(await developmentIssuer()), token)).toBe(code)
  })

  const outsider = async (
    change: (token: SignJWT) => SignJWT,
    header: Partial<JWTHeaderParameters> = {},
    claims: JWTPayload = {},
  ) => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA')
    const keys: JSONWebKeySet = {
      keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA' }] as never,
    }
    const path = join(folder, 'other.json')
    await writeFile(path, JSON.stringify(keys))
    const token = new SignJWT({ agency: 'police', roles: ['analyst'], ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k', ...header })
      .setIssuer('https://issuer.example')
      .setAudience('concord')
      .setSubject('somebody')
      .setExpirationTime(START_MS / 1000 + 600)
    const verifier = createTokenVerifier({
      issuer: 'https://issuer.example',
      audience: 'concord',
      keys: path,
      clock,
    })
    return codeOf(verifier, await change(token).sign(privateKey as CryptoKey))
  }
  const asItIs = (token: SignJWT) => token

  test.each<[string, string, (token: SignJWT) => SignJWT, Partial<JWTHeaderParameters>?, JWTPayload?]>([
    ['as another issuer made it', 'wrong-issuer', (token) => token.setIssuer('https://evil.example')],
    ['for another audience', 'wrong-audience', (token) => token.setAudience('payroll')],
    ['too early', 'not-yet-valid', (token) => token.setNotBefore(START_MS / 1000 + 61)],
    ['after its time', 'expired', (token) => token.setExpirationTime(START_MS / 1000 - 61)],
    ['under a key nobody publishes', 'unknown-key', asItIs, { kid: 'other' }],
    ['made to log out', 'malformed', asItIs, { typ: 'logout+jwt' }],
    ['of an agency with a dash', 'incomplete-claims', asItIs, {}, { agency: 'police-x' }],
    ['without a known role', 'incomplete-claims', asItIs, {}, { roles: ['king'] }],
    ['with a purpose on two lines', 'incomplete-claims', asItIs, {}, { purpose: 'a\nb' }],
    ['with a known role beside others', 'let in', asItIs, {}, { roles: ['analyst', 'offline_access'] }],
  ])('%s: %s', async (_, code, change, header, claims) => {
    expect(await outsider(change, header, claims)).toBe(code)
  })

  test('without a date of expiry', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA')
    const path = join(folder, 'other.json')
    await writeFile(path, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] }))
    const token = await new SignJWT({
      agency: 'police',
      roles: ['analyst'],
      sub: 'a',
      iss: 'i',
      aud: 'concord',
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k' })
      .sign(privateKey)
    const verifier = createTokenVerifier({ issuer: 'i', audience: 'concord', keys: path, clock })
    expect(await codeOf(verifier, token)).toBe('incomplete-claims')
  })

  test('unsigned, or signed with a shared secret, whatever the header claims', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const [, payload] = (await issuer.issue(officer)).split('.')
    const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url')
    expect(await codeOf(verifier, `${head({ alg: 'none' })}.${payload}.`)).toBe('unsupported-algorithm')
    const { kid } = issuer.keySet().keys[0]!
    const secret = new TextEncoder().encode(JSON.stringify(issuer.keySet().keys[0]))
    const forged = await new SignJWT({ agency: 'police', roles: ['commander'] })
      .setProtectedHeader({ alg: 'HS256', kid: kid! })
      .sign(secret)
    expect(await codeOf(verifier, forged)).toBe('unsupported-algorithm')
  })

  test('with any one character changed', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const token = await issuer.issue(officer)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // The last character of a part may hold unused bits, so changes are made before it.
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 4), fc.nat(letters.length - 1), async (at, letter) => {
        const changed = token.slice(0, at) + letters[letter] + token.slice(at + 1)
        const sameBits = ['.', undefined].includes(token[at + 1]) || token[at] === letters[letter]
        fc.pre(!sameBits)
        expect(await codeOf(verifier, changed)).not.toBe('let in')
      }),
      { numRuns: 200 },
    )
  })
})

describe('keys', () => {
  test('a rotation refuses nobody: neither tokens of the old key nor of the new one', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const old = await issuer.issue({ ...officer, expiresInS: 3600 })
    expect(await codeOf(verifier, old)).toBe('let in')
    await issuer.rotate()
    // Within the cooldown the verifier still has the keys it read before the rotation.
    expect(await codeOf(verifier, await issuer.issue(officer))).toBe('let in')
    seconds(1800)
    expect(await codeOf(verifier, await issuer.issue(officer))).toBe('let in')
    expect(await codeOf(verifier, old)).toBe('let in')
  })

  test('a former key is published until its last token has expired, and no longer', async () => {
    const issuer = await developmentIssuer()
    const [first] = issuer.keySet().keys
    await issuer.rotate()
    expect(issuer.keySet().keys.map(({ kid }) => kid)).toContain(first!.kid)
    seconds(25 * 3600)
    await issuer.rotate()
    expect(issuer.keySet().keys.map(({ kid }) => kid)).not.toContain(first!.kid)
  })

  test('a key that is withdrawn takes the remembered tokens with it', async () => {
    const issuer = await developmentIssuer()
    const verifier = verifierOf(issuer)
    const token = await issuer.issue({ ...officer, expiresInS: 3600 })
    expect(await codeOf(verifier, token)).toBe('let in')
    await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys: issuer.keySet().keys.slice(1) }))
    seconds(301)
    await verifier.verify(token)
    await expect.poll(() => codeOf(verifier, token)).toBe('unknown-key')
  })

  test('without any readable keys nobody can be checked, and the reason is told to the operator', async () => {
    const issuer = await developmentIssuer()
    const told: string[] = []
    const verifier = createTokenVerifier({
      issuer: issuer.issuer,
      audience: 'concord',
      keys: join(folder, 'nowhere.json'),
      clock,
      onKeyFailure: (detail) => told.push(detail),
    })
    const verified = await verifier.verify(await issuer.issue(officer))
    expect(verified).toMatchObject({ ok: false, error: { code: 'keys-unavailable', status: 503 } })
    expect(told).toEqual(['The key set cannot be read: ENOENT.'])
  })

  test('tokens naming unknown keys make it ask the issuer once in five seconds', async () => {
    const issuer = await developmentIssuer()
    let asked = 0
    const keys = await serve(() => {
      asked += 1
      return issuer.keySet()
    })
    const verifier = verifierOf(issuer, keys)
    const stranger = await developmentIssuer({ folder: join(folder, 'stranger') })
    expect(await codeOf(verifier, await issuer.issue(officer))).toBe('let in')
    for (let attempt = 0; attempt < 50; attempt++) {
      expect(await codeOf(verifier, await stranger.issue(officer))).toBe('unknown-key')
    }
    expect(asked).toBe(1)
    seconds(6)
    for (let attempt = 0; attempt < 50; attempt++) await verifier.verify(await stranger.issue(officer))
    expect(asked).toBe(2)
  })

  test("an OpenID provider's configuration is followed to its keys, if it speaks for the issuer", async () => {
    const issuer = await developmentIssuer()
    let speaksFor = issuer.issuer
    const provider = await serve((url, origin) =>
      url === '/keys' ? issuer.keySet() : { issuer: speaksFor, jwks_uri: `${origin}/keys` },
    )
    const keys = new URL('/.well-known/openid-configuration', provider)
    expect(await codeOf(verifierOf(issuer, keys), await issuer.issue(officer))).toBe('let in')
    speaksFor = 'https://evil.example'
    expect(await codeOf(verifierOf(issuer, keys), await issuer.issue(officer))).toBe('keys-unavailable')
  })

  test('are never fetched in the clear from another machine', async () => {
    const issuer = await developmentIssuer()
    expect(() => verifierOf(issuer, new URL('http://issuer.example/jwks'))).toThrow('must come by https')
  })

  test('are not fetched from where somebody on the way sends the verifier', async () => {
    const issuer = await developmentIssuer()
    const elsewhere = await serve(() => issuer.keySet())
    const astray = createServer((_, response) => {
      response.writeHead(302, { location: elsewhere.href }).end()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void astray.close())
    await once(astray, 'listening')
    const keys = new URL(`http://127.0.0.1:${(astray.address() as AddressInfo).port}`)
    expect(await codeOf(verifierOf(issuer, keys), await issuer.issue(officer))).toBe('keys-unavailable')
    expect(await codeOf(verifierOf(issuer, elsewhere), await issuer.issue(officer))).toBe('let in')
  })

  test('stand at an address without a password, and one that is given is not repeated', async () => {
    const issuer = await developmentIssuer()
    const keys = new URL('https://somebody:canary-password@issuer.example/jwks')
    expect(() => verifierOf(issuer, keys)).toThrow(/^The address .* at issuer\.example holds a password/)
    expect(() => verifierOf(issuer, keys)).not.toThrow('canary-password')
  })

  test('that cannot be reached are named by the reason and the place', async () => {
    const issuer = await developmentIssuer()
    const told: string[] = []
    const verifier = createTokenVerifier({
      issuer: issuer.issuer,
      audience: 'concord',
      keys: new URL('/keys?canary-query', 'http://127.0.0.1:9'),
      clock,
      onKeyFailure: (detail) => told.push(detail),
    })
    expect(await codeOf(verifier, await issuer.issue(officer))).toBe('keys-unavailable')
    expect(told[0]).toMatch(/^The key set cannot be read from http:\/\/127\.0\.0\.1:9: /)
    expect(told[0]).not.toContain('canary-query')
  })
})

test('the token is what stands behind Bearer, and nothing else', () => {
  expect(bearerToken('Bearer abc')).toBe('abc')
  expect(bearerToken('bearer  abc ')).toBe('abc')
  expect(bearerToken('Basic abc')).toBeUndefined()
  expect(bearerToken('Bearer a b')).toBeUndefined()
  expect(bearerToken(undefined)).toBeUndefined()
})
