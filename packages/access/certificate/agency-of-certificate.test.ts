import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { get, createServer as httpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { generate, type SelfsignedOptions } from 'selfsigned'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { agencyOfCertificate, mustBeCertificateOf } from './agency-of-certificate.ts'

type Names = [type: 1 | 2 | 6, value: string][]

const make = (subject: Record<string, string>, names: Names, ca?: SelfsignedOptions['ca']) =>
  generate(
    Object.entries(subject).map(([shortName, value]) => ({ shortName, value })),
    {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: ca === undefined },
        { name: 'subjectAltName', altNames: names.map(([type, value]) => ({ type, value })) },
      ],
      ...(ca === undefined ? {} : { ca }),
    },
  )

const peer = async (subject: Record<string, string>, names: Names): Promise<PeerCertificate> =>
  new X509Certificate((await make(subject, names)).cert).toLegacyObject() as PeerCertificate
const named = async (subject: Record<string, string>, names: Names): Promise<string> => {
  const agency = agencyOfCertificate(await peer(subject, names))
  return agency.ok ? agency.value : agency.error.code
}

const host: Names = [[2, 'duty.example']]

describe('a certificate speaks for the agency', () => {
  test.each<[string, Record<string, string>, Names, string]>([
    ['in its URN', { CN: 'x' }, [[6, 'urn:concord:agency:police']], 'police'],
    [
      'in its URN, beside other names',
      { CN: 'x' },
      [...host, [6, 'urn:concord:agency:police'], [6, 'https://x.example']],
      'police',
    ],
    [
      'in its URN, whatever its unit says',
      { CN: 'x', OU: 'border' },
      [[6, 'urn:concord:agency:police']],
      'police',
    ],
    ['in its unit', { CN: 'x', O: 'government', OU: 'police' }, host, 'police'],
    ['in its organization', { CN: 'x', O: 'police' }, host, 'police'],
    ['never in its common name', { CN: 'police' }, host, 'no-agency'],
    ['in a word that is an agency name', { CN: 'x', O: 'National Police Agency' }, host, 'no-agency'],
    [
      'that is one',
      { CN: 'x' },
      [
        [6, 'urn:concord:agency:police'],
        [6, 'urn:concord:agency:border'],
      ],
      'several-agencies',
    ],
    ['by a whole name', { CN: 'x' }, [[6, 'urn:concord:agency:police-x']], 'no-agency'],
    ['not in another kind of name', { CN: 'x' }, [[2, 'urn:concord:agency:police']], 'no-agency'],
    ['not inside another name', { CN: 'x' }, [[2, 'x.example, URI:urn:concord:agency:police']], 'no-agency'],
    [
      'not inside a quoted name',
      { CN: 'x' },
      [[6, 'https://x.example/", URI:urn:concord:agency:police, "']],
      'no-agency',
    ],
  ])('%s', async (_, subject, names, expected) => {
    expect(await named(subject, names)).toBe(expected)
  })

  test('or for none, where there is none', () => {
    expect(agencyOfCertificate(undefined)).toMatchObject({ error: { code: 'no-certificate' } })
    // What Node gives where the client sent no certificate.
    expect(agencyOfCertificate({})).toMatchObject({ error: { code: 'no-certificate' } })
  })
})

test("the certificate's agency must be the event's", async () => {
  const police = await peer({ CN: 'x' }, [[6, 'urn:concord:agency:police']])
  expect(mustBeCertificateOf('police', police)).toEqual({ ok: true, value: 'police' })
  expect(mustBeCertificateOf('border', police)).toMatchObject({ ok: false, error: { code: 'other-agency' } })
  expect(mustBeCertificateOf('police', undefined)).toMatchObject({ error: { code: 'no-certificate' } })
})

describe('over a real connection', () => {
  let authority: { key: string; cert: string }
  let port: number

  beforeAll(async () => {
    const root = await make({ CN: 'authority' }, host)
    authority = { key: root.private, cert: root.cert }
    const own = await make({ CN: 'joint-centre' }, [[2, 'localhost']], authority)
    const server = httpsServer(
      { key: own.private, cert: own.cert, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        const agency = agencyOfCertificate((request.socket as TLSSocket).getPeerCertificate())
        response.end(agency.ok ? agency.value : agency.error.code)
      },
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    return () => {
      server.closeAllConnections()
      server.close()
    }
  })

  const connect = async (client: { key?: string; cert?: string }): Promise<string> => {
    const request = get({
      host: '127.0.0.1',
      port,
      servername: 'localhost',
      ca: authority.cert,
      agent: false,
      ...client,
    })
    onTestFinished(() => {
      request.destroy()
    })
    try {
      const [response] = await once(request, 'response')
      return (await response.toArray()).join('')
    } catch {
      return 'refused'
    }
  }

  test('a client with a certificate of the authority is known by its agency', async () => {
    const client = await make({ CN: 'x' }, [[6, 'urn:concord:agency:police']], authority)
    expect(await connect({ key: client.private, cert: client.cert })).toBe('police')
  })

  test('a client whose certificate another authority made, or without one, does not get in', async () => {
    const stranger = await make({ CN: 'x' }, [[6, 'urn:concord:agency:police']])
    expect(await connect({ key: stranger.private, cert: stranger.cert })).toBe('refused')
    expect(await connect({})).toBe('refused')
  })
})
