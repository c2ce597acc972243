import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '@concord/kernel'
import { generate, type SelfsignedOptions } from 'selfsigned'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../configuration/configuration.ts'
import { type AgencyInTest, startAgencyInTest } from '../testing/agency-in-test.ts'

/*
 * An agency that asks for clients' certificates, over real connections.
 */

interface Certificate {
  readonly key: string
  readonly cert: string
}

const make = async (
  name: { readonly type: 2 | 6; readonly value: string },
  ca?: SelfsignedOptions['ca'],
): Promise<Certificate> => {
  const made = await generate([{ name: 'commonName', value: ca === undefined ? 'authority' : 'holder' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: ca === undefined },
      { name: 'subjectAltName', altNames: [name] },
    ],
    ...(ca === undefined ? {} : { ca }),
  })
  return { key: made.private, cert: made.cert }
}

let folder: string
let authority: Certificate
let parks: AgencyInTest
let files: Readonly<Record<string, string>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-tls-'))
  authority = await make({ type: 2, value: 'authority' })
  const own = await make({ type: 2, value: 'localhost' }, authority)
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  files = {
    CONCORD_TLS_CERT: write('own.crt', own.cert),
    CONCORD_TLS_KEY: write('own.key', own.key),
    CONCORD_TLS_CLIENT_CA: write('ca.crt', authority.cert),
  }
  parks = await startAgencyInTest(files)
})
afterAll(async () => {
  await parks.stop()
  await rm(folder, { recursive: true })
})

/** The status of a look at the agency's records, or `refused` where the connection was. */
const look = async (token: string, client: Partial<Certificate>): Promise<number | 'refused'> => {
  const options: RequestOptions = {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
    ca: authority.cert,
    servername: 'localhost',
    agent: false,
    ...client,
  }
  const asked = request(`${parks.agency.url}/v1/incidents/INC-1`, options)
  asked.end()
  try {
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  } catch {
    return 'refused'
  }
}

const agencyCertificate = (agency: string, ca = authority) =>
  make({ type: 6, value: `urn:concord:agency:${agency}` }, ca)

test('a certificate and a token of the same agency get in', async () => {
  expect(parks.agency.url).toMatch(/^https:/)
  // 404: the caller is known, and nothing is recorded there.
  expect(await look(await parks.token(), await agencyCertificate('parks'))).toBe(404)
})

test("a token of an agency does not get in over another one's connection", async () => {
  expect(await look(await parks.token(), await agencyCertificate('police'))).toBe(403)
})

test('nobody gets in without a certificate of the authority, whatever their token', async () => {
  const token = await parks.token()
  const stranger = await make({ type: 6, value: 'urn:concord:agency:parks' })
  expect(await look(token, {})).toBe('refused')
  expect(await look(token, stranger)).toBe('refused')
})

test('half a configuration starts nothing', () => {
  const { CONCORD_TLS_KEY: _, ...half } = { ...parks.environment, ...files }
  expect(() => readConfiguration(half)).toThrow(UsageError)
  const missing = { ...parks.environment, CONCORD_TLS_KEY: join(folder, 'nothing.key') }
  expect(() => readConfiguration(missing)).toThrow(/CONCORD_TLS_KEY: .* cannot be read/)
})
