import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { type AddressInfo, createConnection } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import type { NewEvent } from '@concord/kernel'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

/*
 * What happens when something else fails: the store, the log's content, the senders.
 */

let parks: AgencyInTest | undefined
let otherNode: RunningNode | undefined
afterEach(async () => {
  await parks?.stop()
  await otherNode?.stop()
  parks = undefined
  otherNode = undefined
})

const newIncident = (): string => `INC-${randomUUID().slice(0, 8)}`
const fire = (incident: string) => ({
  type: 'FireSeen',
  incident,
  reference: `R-${incident}`,
  occurredAt: yesterday,
})

/** Sends until the service has found its way back to the store. */
const untilRecorded = async (send: () => Promise<{ readonly status: number }>): Promise<void> => {
  while ((await send()).status !== 201) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Whether it can take commands, as whoever watches metrics is told. */
const countedReady = async (url: string): Promise<string | undefined> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return /^concord_ready\{.*\} (\d)$/m.exec(text)?.[1]
}

test('while the store is away commands are refused with 503 and when to come back; then it goes on by itself', async () => {
  parks = await startAgencyInTest()
  const incident = newIncident()
  await parks.command('ReportFire', incident)
  await parks.node.stop()

  const key = randomUUID()
  const answers = [
    await parks.command('ReportFire', incident, { key }),
    await parks.command('ReportFire', newIncident()),
  ]
  for (const { status, headers, body } of answers) {
    expect([status, body.code]).toEqual([503, 'store-unavailable'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  }
  expect((await parks.get('/health/ready')).status).toBe(503)
  expect(await countedReady(parks.agency.url)).toBe('0')
  expect((await parks.get('/health/live')).status).toBe(200)
  expect((await parks.get(`/v1/incidents/${incident}`)).status).toBe(503)

  otherNode = await startNode({ port: parks.node.port, dataFolder: parks.dataFolder })
  await untilRecorded(() => parks!.command('ReportFire', incident, { key }))
  expect((await parks.get('/health/ready')).status).toBe(200)
  expect(await countedReady(parks.agency.url)).toBe('1')
  expect((await parks.get(`/v1/incidents/${incident}`)).body.revision).toBe(1)
})

/** A key service that wraps nothing, and can be taken away. */
const startKeyService = async () => {
  const service = { isAway: false }
  const server = createServer(async (request, response) => {
    const { plaintext = '', ciphertext = '' } = (await json(request)) as Record<string, string>
    const answer = request.url?.includes('/encrypt/')
      ? { ciphertext: `vault:v1:${plaintext}` }
      : { plaintext: ciphertext.replace('vault:v1:', '') }
    response.writeHead(service.isAway ? 503 : 200).end(JSON.stringify({ data: answer }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  vi.stubEnv('CONCORD_KEY_ENCRYPTION', `vault:http://127.0.0.1:${port}/transit/k?token-source=file:/dev/null`)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    server.close()
  })
  return service
}

test('while the key service is away what is about a person is refused with 503 and when to come back, and all else is taken', async () => {
  const service = await startKeyService()
  parks = await startAgencyInTest()
  service.isAway = true
  const [incident, other] = [newIncident(), newIncident()]
  const body = { occurredAt: yesterday, data: { witness: { subject: 'P-1', name: 'Ganbold' } } }
  const { status, headers, body: refusal } = await parks.command('ReportFire', incident, { body })
  expect([status, refusal.code, headers.get('retry-after')]).toEqual([503, 'sealing-unavailable', '5'])
  expect((await parks.get(`/v1/incidents/${incident}`)).status).toBe(404)
  expect((await parks.command('ReportFire', other)).status).toBe(201)

  service.isAway = false
  await untilRecorded(() => parks!.command('ReportFire', incident, { body }))
})

test('a store that goes away in a batch: every line is answered, and the same batch completes it later', async () => {
  parks = await startAgencyInTest()
  const incidents = Array.from({ length: 500 }, newIncident)
  const running = parks.batch(incidents.map(fire))
  await untilRecorded(async () => ({
    status: (await parks!.get(`/v1/incidents/${incidents[20]}`)).status === 200 ? 201 : 404,
  }))
  await parks.node.stop()
  const results = await running
  expect(results.map(({ line }) => line)).toEqual(incidents.map((_, index) => index + 1))
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set([201, 503]))

  otherNode = await startNode({ port: parks.node.port, dataFolder: parks.dataFolder })
  await untilRecorded(() => parks!.command('ReportFire', newIncident()))
  const again = await parks.batch(incidents.map(fire))
  expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]))
  // What was acknowledged before the break is what is found after it.
  results.forEach((result, index) => {
    if (result.status === 201)
      expect(again[index]).toMatchObject({ id: result.id, position: result.position, repeated: true })
  })
  for (const { revision } of again) expect(revision).toBe(0)
})

/** Another agency, which holds that the park rangers' streams are its own, writes into one of them. */
const forgeInto = async (stream: string): Promise<void> => {
  const folder = join(parks!.dataFolder, '..', 'forger')
  prepareKeys(folder, ['forest'])
  const keys = openAgencyKeys(folder)
  const agencies = [
    { name: 'forest', events: parks!.definition.events.map((event) => ({ ...event, category: 'parks' })) },
  ]
  const log = openEventLog({
    connectionString: parks!.node.connectionString,
    agencies,
    agency: 'forest',
    keys,
  })
  await log.enrol()
  const forged: NewEvent = {
    id: randomUUID(),
    type: 'FireOut',
    data: {},
    envelope: {
      schemaVersion: 1,
      commandId: randomUUID(),
      $correlationId: randomUUID(),
      $causationId: randomUUID(),
      occurredAt: yesterday,
      agency: 'parks',
      actor: { subject: 'ranger-1', role: 'duty-officer', agency: 'parks' },
      mode: 'operational',
      marking: { tlp: 'CLEAR' },
    },
  }
  const appended = await log.append(stream, { revision: 0, hash: 'unknown' }, [forged])
  expect(appended.ok).toBe(true)
  await log.close()
  keys.close()
}

test('on a stream that somebody else wrote into nothing is decided, and that is said and logged', async () => {
  parks = await startAgencyInTest()
  const incident = newIncident()
  await parks.command('ReportFire', incident)
  await forgeInto(`parks-${incident}`)

  for (const answer of [
    await parks.command('ReportFire', incident),
    await parks.get(`/v1/incidents/${incident}`),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([500, 'damaged-record'])
    expect(answer.body.detail).toContain(`parks-${incident}@1`)
  }
  expect(parks.logged.join('')).toContain('refused event')
  expect((await parks.command('ReportFire', newIncident())).status).toBe(201)
})

test('whoever sends too much is slowed down, and nobody else is', async () => {
  parks = await startAgencyInTest({ CONCORD_REQUESTS_PER_MINUTE: '3' })
  const answers = []
  for (let n = 0; n < 4; n++) answers.push(await parks.command('ReportFire', newIncident()))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429])
  expect(answers[3]!.body.code).toBe('too-many-requests')
  expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  const colleague = await parks.token({ subject: 'ranger-2' })
  expect((await parks.command('ReportFire', newIncident(), { token: colleague })).status).toBe(201)
})

test('bad tokens are counted, and keep no good one out', async () => {
  parks = await startAgencyInTest()
  const refused = []
  for (let n = 0; n < 70; n++) refused.push((await parks.get('/v1/incidents/I', 'none')).status)
  expect(refused.at(0)).toBe(401)
  expect(refused.at(-1)).toBe(429)
  expect((await parks.command('ReportFire', newIncident())).status).toBe(201)
})

test('more commands at a time than the bound are refused, not piled up', async () => {
  parks = await startAgencyInTest({ CONCORD_IN_FLIGHT: '2', CONCORD_STREAMS: '1' })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => parks!.command('ReportFire', newIncident())),
  )
  const statuses = new Set(answers.map(({ status, body }) => body.code ?? status))
  expect(statuses).toEqual(new Set([201, 'overloaded']))
})

test('a service that is asked to stop answers what runs, refuses what comes, and closes', async () => {
  parks = await startAgencyInTest()
  const running = Array.from({ length: 20 }, () => parks!.command('ReportFire', newIncident()))
  await running[0]
  const stopped = parks.agency.stop()
  for (const answer of await Promise.allSettled(running)) {
    // A connection that had not been accepted yet may be refused; whoever was let in has an answer.
    if (answer.status === 'fulfilled') expect([201, 503]).toContain(answer.value.status)
  }
  await stopped
  await expect(parks.get('/health/live')).rejects.toThrow()
})

test('a batch that runs when the service is asked to stop is answered to its last line', async () => {
  // However slow the machine is, what runs has the time to come to its end.
  parks = await startAgencyInTest({ CONCORD_STOP_S: '600' })
  const incidents = Array.from({ length: 400 }, newIncident)
  const running = parks.batch(incidents.map(fire))
  await untilRecorded(async () => {
    const { status } = await parks!.get(`/v1/incidents/${incidents[0]}`)
    return { status: status === 200 ? 201 : status }
  })
  await parks.agency.stop()
  const results = await running
  expect(results.map(({ line }) => line)).toEqual(incidents.map((_, index) => index + 1))
  expect(results[0]!.status).toBe(201)
  for (const { status, code } of results) expect([201, 'stopping']).toContain(code ?? status)
})

test('a batch that has no time left when the service is asked to stop is cut off, and nothing else fails', async () => {
  parks = await startAgencyInTest({ CONCORD_STOP_S: '0' })
  const incidents = Array.from({ length: 400 }, newIncident)
  const running = parks.batch(incidents.map(fire)).catch(() => 'cut off')
  await untilRecorded(async () => {
    const { status } = await parks!.get(`/v1/incidents/${incidents[0]}`)
    return { status: status === 200 ? 201 : status }
  })
  await parks.agency.stop()
  expect(await running).toBe('cut off')
})

test('a body that drips in is given up, and costs nobody else anything', async () => {
  parks = await startAgencyInTest({ CONCORD_BODY_S: '1' })
  const { hostname, port } = new URL(parks.agency.url)
  const connection = createConnection({ host: hostname, port: Number(port) })
  connection.write(
    [
      'POST /v1/incidents/INC-1/commands/ReportFire HTTP/1.1',
      'Host: parks',
      `Authorization: Bearer ${await parks.token()}`,
      'Content-Type: application/json',
      'Content-Length: 1000',
      '\r\n{',
    ].join('\r\n'),
  )
  const dripping = setInterval(() => connection.write(' '), 100)
  // Who drips on into a closed connection may lose the answer that came before.
  const answer = await new Promise<string>((resolve) => {
    let told = ''
    connection.on('data', (chunk) => {
      clearInterval(dripping)
      told += chunk
    })
    connection.on('error', () => {})
    connection.once('close', () => resolve(told))
  })
  clearInterval(dripping)
  expect(answer).toMatch(/^HTTP\/1.1 408 .*"code":"body-too-slow"/s)
})

test('a body that comes in crumbs is given up: held piece by piece it would take a hundred times its length', async () => {
  parks = await startAgencyInTest()
  const { hostname, port } = new URL(parks.agency.url)
  const connection = createConnection({ host: hostname, port: Number(port) })
  const answer = new Promise<string>((resolve) => {
    let told = ''
    connection.on('data', (chunk) => {
      told += chunk
    })
    connection.on('error', () => {})
    connection.once('close', () => resolve(told))
  })
  connection.write(
    [
      'POST /v1/incidents/INC-1/commands/ReportFire HTTP/1.1',
      'Host: parks',
      `Authorization: Bearer ${await parks.token()}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      `\r\n${'1\r\n \r\n'.repeat(16_384)}`,
    ].join('\r\n'),
  )
  expect(await answer).toMatch(/^HTTP\/1.1 408 .*"code":"body-too-slow"/s)
})

test('metrics tell commands by what became of them', async () => {
  parks = await startAgencyInTest()
  await parks.command('ReportFire', newIncident())
  await parks.command('NoSuchThing', newIncident())
  const text = await (await fetch(`${parks.agency.url}/metrics`)).text()
  expect(text).toContain('concord_commands_total{command="ReportFire",outcome="recorded",agency="parks"} 1')
  expect(text).toContain(
    'concord_commands_total{command="unknown",outcome="unknown-command",agency="parks"} 1',
  )
  expect(text).toContain('concord_http_request_duration_seconds_bucket')
})
