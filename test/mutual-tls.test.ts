import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { join } from 'node:path'
import { type ConnectionOptions, connect, createSecureContext, type TLSSocket } from 'node:tls'
import { generate, type SelfsignedOptions } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgencyAndCentre, startAgencyAndCentre } from './agency-and-centre.ts'

/*
 * An agency and the joint centre that let nobody in without a certificate: members with real ones, over real connections.
 */

const HOUR = 3_600_000

interface Certificate {
  readonly key: string
  readonly cert: string
}

const make = async (
  commonName: string,
  name: { readonly type: 2 | 6; readonly value: string },
  { ca, ...dates }: Pick<SelfsignedOptions, 'ca' | 'notBeforeDate' | 'notAfterDate'> = {},
): Promise<Certificate> => {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: ca === undefined },
      { name: 'subjectAltName', altNames: [name] },
    ],
    ...dates,
    ...(ca === undefined ? {} : { ca }),
  })
  return { key: made.private, cert: made.cert }
}

let authority: Certificate
let both: AgencyAndCentre

beforeAll(async () => {
  authority = await make('authority', { type: 2, value: 'authority' })
  const own = await make('server', { type: 2, value: 'localhost' }, { ca: authority })
  both = await startAgencyAndCentre({
    agencySharesClock: true,
    settings: async (folder) => {
      const write = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text, { mode: 0o600 })
        return join(folder, name)
      }
      return {
        CONCORD_TLS_CERT: write('own.crt', own.cert),
        CONCORD_TLS_KEY: write('own.key', own.key),
        CONCORD_TLS_CLIENT_CA: write('ca.crt', authority.cert),
      }
    },
  })
})
afterAll(() => both.stop())

const placesOf = () => ({
  agency: `${both.agency.url}/v1/incidents/INC-1`,
  centre: `${both.centre.url}/graphql?query=${encodeURIComponent('{ standing { position } }')}`,
})
type Place = keyof ReturnType<typeof placesOf>
/** What somebody is told who got in: at the agency, that nothing is recorded there. */
const welcome = { agency: 404, centre: 200 } as const

const token = (name: string): Promise<string> =>
  both.issuer.issue({ agency: name, subject: `${name}-1`, roles: ['duty-officer'], expiresInS: 12 * 3_600 })

const of = (name: string, dates: Parameters<typeof make>[2] = {}): Promise<Certificate> =>
  make('duty desk', { type: 6, value: `urn:concord:agency:${name}` }, { ca: authority, ...dates })

/** The status of the answer, or `refused` where the connection was; and the connection. */
const ask = async (place: Place, as: string, client: ConnectionOptions) => {
  const options: RequestOptions = {
    headers: { authorization: `Bearer ${await token(as)}`, connection: 'close' },
    ca: authority.cert,
    servername: 'localhost',
    agent: false,
    ...client,
  }
  const asked = request(placesOf()[place], options)
  const sessions: Buffer[] = []
  asked.once('socket', (socket) => socket.on('session', (session: Buffer) => sessions.push(session)))
  asked.end()
  try {
    const [response] = await once(asked, 'response')
    const isResumed = (response.socket as TLSSocket).isSessionReused()
    response.resume()
    await once(response, 'end')
    return { status: response.statusCode as number, isResumed, session: sessions.at(-1) }
  } catch {
    return { status: 'refused' as const, isResumed: false, session: undefined }
  }
}
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status

describe.each<Place>(['agency', 'centre'])('at the %s', (place) => {
  test('whoever shows a certificate and a token of the same agency gets in', async () => {
    expect(await statusOf(place, 'police', await of('police'))).toBe(welcome[place])
  })

  test('two holders of one common name are told apart by their agency', async () => {
    const [one, other] = [await of('police'), await of('border')]
    expect(await statusOf(place, 'police', other)).toBe(403)
    expect(await statusOf(place, 'border', one)).toBe(403)
    expect(
      await statusOf(place, 'police', await make('police', { type: 2, value: 'x' }, { ca: authority })),
    ).toBe(403)
  })

  test('none, an expired one, one that is not yet valid and one of another authority do not get in', async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * HOUR)
    const expired = await of('police', { notBeforeDate: ago(48), notAfterDate: ago(24) })
    const early = await of('police', { notBeforeDate: ago(-24), notAfterDate: ago(-48) })
    const stranger = await make('authority', { type: 2, value: 'authority' })
    for (const client of [{}, expired, early, await of('police', { ca: stranger })])
      expect(await statusOf(place, 'police', client)).toBe('refused')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a session that is resumed over %s is still its agency’s',
    async (version) => {
      const versions = { minVersion: version, maxVersion: version }
      const { session } = await ask(place, 'border', { ...(await of('border')), ...versions })
      const resumed = { ...(await of('police')), ...versions, session }
      expect(await ask(place, 'police', resumed)).toMatchObject({ status: 403, isResumed: true })
      const own = await ask(place, 'police', { ...(await of('police')), ...versions })
      expect(own).toMatchObject({ status: welcome[place], isResumed: false })
      expect(await ask(place, 'police', { ...versions, session: own.session })).toMatchObject({
        status: welcome[place],
        isResumed: true,
      })
    },
  )

  test('nobody negotiates anew, with another certificate, on a connection that stands', async () => {
    const socket = connect({
      port: Number(new URL(placesOf()[place]).port),
      host: '127.0.0.1',
      servername: 'localhost',
      ca: authority.cert,
      maxVersion: 'TLSv1.2',
      ...(await of('border')),
    })
    await once(socket, 'secureConnect')
    socket.setKeyCert(createSecureContext(await of('police')))
    const renegotiated = new Promise<boolean>((resolve) => {
      socket.on('error', () => resolve(false)).on('close', () => resolve(false))
      socket.renegotiate({}, (error) => resolve(error === null))
    })
    expect(await renegotiated).toBe(false)
    socket.destroy()
  })

  test('a certificate that expires gets nobody in any more, on a resumed connection either', async () => {
    const client = await of('police', { notAfterDate: new Date(Date.now() + HOUR) })
    const { status, session } = await ask(place, 'police', client)
    expect(status).toBe(welcome[place])
    both.letPass(2 * HOUR)
    expect(await ask(place, 'police', { ...client, session })).toMatchObject({ status: 403, isResumed: true })
    both.letPass(0)
  })
})
