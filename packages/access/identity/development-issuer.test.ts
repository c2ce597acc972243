import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDevelopmentIssuer } from './development-issuer.ts'
import { createTokenVerifier } from './token-verifier.ts'

const NOW_MS = Date.parse('2025-04-23T06:00:00Z')
const clock = () => NOW_MS
const grant = { agency: 'border', subject: 'guard-4', roles: ['duty-officer'], expiresInS: 300 } as const

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concord-issuer-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

test('says loudly, once, that it is for development', async () => {
  const said: string[] = []
  await createDevelopmentIssuer({ folder, clock, warn: (line) => said.push(line) })
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('DEVELOPMENT TOKENS')
})

test('does not start where the environment is production', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  await expect(createDevelopmentIssuer({ folder, clock, warn: () => {} })).rejects.toThrow('production')
})

test('keeps its keys between starts, readable by its owner alone', async () => {
  const first = await createDevelopmentIssuer({ folder, clock, warn: () => {} })
  const again = await createDevelopmentIssuer({ folder, clock, warn: () => {} })
  expect(again.keySet()).toEqual(first.keySet())
  for (const name of await readdir(folder)) {
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0)
  }
})

test('publishes public halves only', async () => {
  const issuer = await createDevelopmentIssuer({ folder, clock, warn: () => {} })
  await issuer.rotate()
  const published = await readFile(join(folder, 'jwks.json'), 'utf8')
  expect(JSON.parse(published)).toEqual(issuer.keySet())
  for (const key of issuer.keySet().keys) expect(key).not.toHaveProperty('d')
})

test('no secret of it appears in an answer, a refusal, a warning or an error', async () => {
  const said: string[] = []
  const issuer = await createDevelopmentIssuer({ folder, clock, warn: (line) => said.push(line) })
  const kept = await readFile(join(folder, 'issuer-keys.json'), 'utf8')
  const secrets = [...kept.matchAll(/"d":"([^"]+)"/g)].map(([, secret]) => secret!)
  expect(secrets).toHaveLength(2)
  const token = await issuer.issue({ ...grant, subject: 'canary-subject' })
  const [, payload, signature] = token.split('.')

  const verifiers = [
    { issuer: 'another', audience: 'concord', keys: join(folder, 'jwks.json') },
    { issuer: issuer.issuer, audience: 'another', keys: join(folder, 'jwks.json') },
    { issuer: issuer.issuer, audience: 'concord', keys: join(folder, 'nowhere.json') },
  ].map((options) => createTokenVerifier({ ...options, clock, onKeyFailure: (line) => said.push(line) }))
  const sent = [token, token.slice(1), `${token}x`, token.replace('.', '..'), token.slice(0, -8)]
  for (const verifier of verifiers) {
    for (const each of sent) said.push(JSON.stringify(await verifier.verify(each)))
  }
  // A damaged key file and a damaged key set, both still holding secrets.
  await writeFile(join(folder, 'damaged.json'), `${kept}!`)
  const damaged = createTokenVerifier({
    issuer: issuer.issuer,
    audience: 'concord',
    keys: join(folder, 'damaged.json'),
    clock,
    onKeyFailure: (line) => said.push(line),
  })
  said.push(JSON.stringify(await damaged.verify(token)))
  await writeFile(join(folder, 'issuer-keys.json'), `${kept}!`)
  await createDevelopmentIssuer({ folder, clock, warn: () => {} }).catch((error) =>
    said.push(String(error.stack)),
  )

  const everything = said.join('\n')
  for (const secret of [...secrets, payload!, signature!, 'canary-subject']) {
    expect(everything).not.toContain(secret)
  }
})
