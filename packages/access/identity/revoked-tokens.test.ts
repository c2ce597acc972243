import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDevelopmentIssuer, type DevelopmentIssuer } from './development-issuer.ts'
import { createTokenVerifier } from './token-verifier.ts'

let folder: string
let nowMs: number
let issuer: DevelopmentIssuer
let told: string[]
const clock = () => nowMs
const list = () => join(folder, 'revoked.json')
/** Later than the file is looked at again, and with another stamp. */
const revoke = async (entries: unknown): Promise<void> => {
  await writeFile(list(), typeof entries === 'string' ? entries : JSON.stringify(entries))
  nowMs += 3_000
}
const at = (ms: number) => new Date(ms).toISOString()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-revoked-'))
  nowMs = Date.parse('2025-04-23T06:00:00Z')
  told = []
  issuer = await createDevelopmentIssuer({ folder, clock, warn: () => {} })
  await writeFile(list(), '[]')
})
afterEach(() => rm(folder, { recursive: true }))

const verifier = () =>
  createTokenVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    keys: join(folder, 'jwks.json'),
    revoked: list(),
    clock,
    onKeyFailure: (detail) => told.push(detail),
  })
const issued = (agency = 'police', subject = 'officer-17') =>
  issuer.issue({ agency, subject, roles: ['duty-officer'], expiresInS: 3_600 })
const codeOf = async (verifying: ReturnType<typeof verifier>, token: string): Promise<string> => {
  const verified = await verifying.verify(token)
  return verified.ok ? 'let in' : verified.error.code
}

test('a single token is taken back by its id, although it was remembered as good, and no other one', async () => {
  const [lost, other] = [await issued(), await issued()]
  const verifying = verifier()
  expect([await codeOf(verifying, lost), await codeOf(verifying, other)]).toEqual(['let in', 'let in'])

  await revoke([{ jti: decodeJwt(lost).jti }])

  expect([await codeOf(verifying, lost), await codeOf(verifying, other)]).toEqual(['revoked', 'let in'])
  expect(await codeOf(verifier(), lost)).toBe('revoked')
})

test('a token is taken back within seconds, though the clock was put back by an hour meanwhile', async () => {
  const lost = await issued()
  const verifying = verifier()
  expect(await codeOf(verifying, lost)).toBe('let in')
  nowMs -= 3_600_000
  expect(await codeOf(verifying, lost)).toBe('let in')

  await revoke([{ jti: decodeJwt(lost).jti }])

  expect(await codeOf(verifying, lost)).toBe('revoked')
})

test('what a person or an agency was issued before a moment is taken back, and what comes after it is good', async () => {
  const [officer, colleague, elsewhere] = [
    await issued(),
    await issued('police', 'officer-18'),
    await issued('border'),
  ]
  const verifying = verifier()
  await revoke([{ agency: 'police', subject: 'officer-17', issuedBefore: at(nowMs + 1_000) }])
  const codes = async () =>
    Promise.all([officer, colleague, elsewhere].map((token) => codeOf(verifying, token)))
  expect(await codes()).toEqual(['revoked', 'let in', 'let in'])

  await revoke([{ agency: 'police', issuedBefore: at(nowMs) }])
  expect(await codes()).toEqual(['revoked', 'revoked', 'let in'])
  expect(await codeOf(verifying, await issued())).toBe('let in')
})

test('a list that is damaged later on takes nothing back that was, and somebody is told', async () => {
  const token = await issued()
  const verifying = verifier()
  await revoke([{ jti: decodeJwt(token).jti }])
  expect(await codeOf(verifying, token)).toBe('revoked')
  await revoke('[{')
  expect(await codeOf(verifying, token)).toBe('revoked')
  await rm(list())
  for (let look = 0; look < 3; look++) {
    nowMs += 5_000
    expect(await codeOf(verifying, token)).toBe('revoked')
  }
  expect(told).toHaveLength(1)
  await revoke([])
  expect(await codeOf(verifying, token)).toBe('let in')
})

test('nothing starts on a list that cannot be read', async () => {
  await rm(list())
  expect(verifier).toThrow()
})
