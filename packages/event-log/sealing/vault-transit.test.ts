import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localKeyEncryption } from './key-encryption.ts'
import { KeyEncryptionAway } from './key-encryption-away.ts'
import { vaultKeyEncryption } from './vault-transit.ts'

/* A server that speaks the transit engine's HTTP, as far as it is asked here. */

const within = localKeyEncryption(Buffer.alloc(32, 7))
const folder = mkdtempSync(join(tmpdir(), 'concord-vault-'))
const tokenFile = join(folder, 'token')
const dataKey = Buffer.alloc(32, 1)
let server: Server
let place: string
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await json(request)) as Record<string, string>
    const answer = (status: number, said: object) => {
      const text = JSON.stringify(said)
      response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text)
    }
    if (request.headers['x-vault-token'] !== 's.right') return answer(403, { errors: ['permission denied'] })
    const purpose = Buffer.from(body.associated_data ?? '', 'base64').toString()
    if (request.url === '/v1/transit/encrypt/data-keys') {
      const sealed = await within.wrap(Buffer.from(`${purpose}|${body.plaintext}`))
      return answer(200, { data: { ciphertext: `vault:v1:${sealed.toString('base64')}`, key_version: 1 } })
    }
    const sealed = Buffer.from(body.ciphertext?.replace('vault:v1:', '') ?? '', 'base64')
    const [forPurpose, plaintext] = await within.unwrap(sealed).then(
      (opened) => opened.toString().split('|'),
      () => [],
    )
    return forPurpose === purpose ? answer(200, { data: { plaintext } }) : answer(400, { errors: ['no'] })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  place = `vault:http://127.0.0.1:${port}/transit/data-keys?token-source=file:${tokenFile}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

test('data keys are wrapped and unwrapped by the server, and its token may be renewed meanwhile', async () => {
  const encryption = vaultKeyEncryption(place)
  writeFileSync(tokenFile, 's.old')
  await expect(encryption.wrap(dataKey)).rejects.toThrow('does not encrypt (status 403)')
  writeFileSync(tokenFile, 's.right\n')
  const wrapped = await encryption.wrap(dataKey)

  expect(wrapped.includes(dataKey)).toBe(false)
  expect(await encryption.unwrap(wrapped)).toEqual(dataKey)
})

test('what was tampered with is not unwrapped, and no error repeats what was sent', async () => {
  writeFileSync(tokenFile, 's.right')
  const encryption = vaultKeyEncryption(place)
  const wrapped = await encryption.wrap(dataKey)
  wrapped[wrapped.length - 9]! ^= 1

  const error = await encryption.unwrap(wrapped).catch((failure: Error) => failure.message)
  expect(error).toBe('The key service does not decrypt (status 400).')
})

test('a service that is away, or does not let us in now, is told apart from a data key that it did not wrap', async () => {
  const encryption = vaultKeyEncryption(place)
  writeFileSync(tokenFile, 's.old')
  await expect(encryption.wrap(dataKey)).rejects.toThrow(KeyEncryptionAway)
  rmSync(tokenFile)
  await expect(encryption.wrap(dataKey)).rejects.toThrow(KeyEncryptionAway)
  writeFileSync(tokenFile, 's.right')
  await expect(encryption.unwrap(Buffer.from('vault:v1:none'))).rejects.not.toThrow(KeyEncryptionAway)
  const nobody = vaultKeyEncryption(place.replace(/:\d+/, ':1'))
  await expect(nobody.wrap(dataKey)).rejects.toThrow(KeyEncryptionAway)
})

test.each([
  'vault:http://vault.example.org/transit/data-keys?token-source=file:/t',
  'vault:https://vault.example.org/transit?token-source=file:/t',
  'vault:https://vault.example.org/transit/data-keys',
  'vault:https://user:secret@vault.example.org/transit/data-keys?token-source=file:/t',
])('%s is no place of a key', (uri) => {
  expect(() => vaultKeyEncryption(uri)).toThrow('A key in Vault is named')
})
