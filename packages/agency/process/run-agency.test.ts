import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgencyInTest, startAgencyInTest } from '../testing/agency-in-test.ts'

/*
 * The process as an operator meets it.
 */

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

const run = (environment: Readonly<Record<string, string>>) => {
  const main = fileURLToPath(new URL('../testing/parks-main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...environment } })
  let output = ''
  let errors = ''
  child.stdout.on('data', (bytes) => {
    output += bytes
  })
  child.stderr.on('data', (bytes) => {
    errors += bytes
  })
  const ended = once(child, 'close').then(([status]) => ({ status: status as number, output, errors }))
  const line = async (text: string): Promise<Record<string, string>> => {
    for (;;) {
      const found = output.split('\n').find((one) => one.includes(text) && one.endsWith('}'))
      if (found) return JSON.parse(found)
      await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error(errors)))])
    }
  }
  return { child, ended, line }
}

test('it says where it serves, serves, and ends well when asked to', async () => {
  const { child, ended, line } = run(parks.environment)
  const { url } = await line('"msg":"serving"')
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  const ready = await line('"msg":"ready"')
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  expect(ready).toMatchObject({
    name: 'parks',
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  })
  child.kill('SIGTERM')
  expect((await ended).status).toBe(0)
})

test('an environment that says too little is one message that names each variable', async () => {
  const { status, errors } = await run({ CONCORD_LOG: 'sqlite:here', CONCORD_PORT: '4000' }).ended
  expect(status).toBe(2)
  for (const name of ['CONCORD_LOG:', 'CONCORD_KEYS:', 'CONCORD_TOKEN_KEYS:', 'CONCORD_ISSUER:']) {
    expect(errors).toContain(name)
  }
  expect(errors).not.toContain('CONCORD_PORT')
  expect(errors).not.toContain('    at ')
})

test('a port in use is one message', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const port = String((other.address() as AddressInfo).port)
  const { status, errors } = await run({ ...parks.environment, CONCORD_PORT: port }).ended
  other.close()
  expect([status, errors]).toEqual([2, `Port ${port} is in use. Set CONCORD_PORT to a free one.\n`])
})

test.each([
  [
    'CONCORD_KEY_ENCRYPTION',
    'kms://canary',
    'CONCORD_KEY_ENCRYPTION: A PKCS#11 URI begins with pkcs11: (RFC 7512).',
  ],
  [
    'CONCORD_KEY_ENCRYPTION',
    'pkcs11:token=%canary',
    'CONCORD_KEY_ENCRYPTION: In the PKCS#11 URI a % in token ',
  ],
  [
    'CONCORD_KEY_ENCRYPTION',
    'vault:http://canary/a/b',
    'CONCORD_KEY_ENCRYPTION: A key in Vault is named vault:https:',
  ],
  [
    'CONCORD_KEY_ENCRYPTION',
    'vault:http://127.0.0.1:9/transit/key?token-source=file:/nowhere/canary',
    'The key-encryption key cannot be used: The token of the key service cannot be read (ENOENT).',
  ],
  [
    'CONCORD_KEY_ENCRYPTION',
    'pkcs11:token=t;object=o?module-path=/nowhere/hsm.so&pin-source=file:/nowhere/canary',
    'The key-encryption key cannot be used: ',
  ],
  [
    'CONCORD_KEY_ENCRYPTION_KEY',
    'canary',
    'CONCORD_KEY_ENCRYPTION_KEY: A key-encryption key must have 32 bytes; this one has 4.',
  ],
])(
  'a key-encryption key that is none is one message, which repeats nothing of it: %s=%s',
  async (name, value, said) => {
    const { status, output, errors } = await run({ ...parks.environment, [name]: value }).ended
    expect([status, output]).toEqual([2, ''])
    expect(errors.startsWith(said), errors).toBe(true)
    expect(errors.trim().split('\n')).toHaveLength(1)
    expect(errors).not.toContain('canary')
  },
)

test('damaged trust anchors are one message, which quotes nothing of the file', async () => {
  const keys = mkdtempSync(join(tmpdir(), 'concord-trust-'))
  writeFileSync(join(keys, 'trust.json'), '{ "parks": a secret }')
  const { status, errors } = await run({ ...parks.environment, CONCORD_KEYS: keys }).ended
  rmSync(keys, { recursive: true })
  expect([status, errors]).toEqual([2, `${join(keys, 'trust.json')} cannot be read: it is not JSON\n`])
})

test.each([
  ['error', '"message":"a root"'],
  ['record', '"type":"object"'],
])(
  'what nobody expected ends it at once, and is logged without the record that it carries: %s',
  async (fault, told) => {
    const { status, output, errors } = await run({ ...parks.environment, PARKS_FAULT: fault }).ended
    expect(status).toBe(1)
    expect(output).toContain('stopped by an unexpected error')
    expect(output).toContain(told)
    expect(output + errors).not.toContain('Dorj')
  },
)
