import { randomUUID } from 'node:crypto'
import { createConnection } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventIdOf } from '../commands/event-id.ts'
import { lineAnswer } from '../documents/answer-schemas.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest({ CONCORD_BODY_BYTES: '4096' })
})
afterAll(() => parks.stop())

const newIncident = (): string => `INC-${randomUUID().slice(0, 8)}`
const fire = (incident: string, more: object = {}) => ({
  type: 'FireSeen',
  incident,
  key: randomUUID(),
  occurredAt: yesterday,
  data: {},
  ...more,
})

test('each line is answered in its place, by command or by event type, and a bad one stops no other', async () => {
  const [a, b] = [newIncident(), newIncident()]
  const results = await parks.batch([
    fire(a),
    '{"incident":',
    '',
    fire(b, { type: undefined, command: 'ReportFire' }),
    fire(a, { occurredAt: '2025-04-23T13:20:00' }),
    fire(a, { agency: 'police' }),
    fire(a, { type: 'FloodSeen' }),
    fire(a, { key: undefined }),
    fire(a, { data: { place: 'x'.repeat(128), further: 'y'.repeat(5_000) } }),
    fire(a, { type: 'FireOut' }),
    fire(a, { type: 'FireOut' }),
  ])
  for (const result of results) expect(lineAnswer.safeParse(result).error).toBeUndefined()
  expect(results.map(({ line, status, code }) => [line, code ?? status])).toEqual([
    [1, 201],
    [2, 'malformed-json'],
    [4, 201],
    [5, 'invalid-command'],
    [6, 'foreign-record'],
    [7, 'unknown-command'],
    [8, 'missing-key'],
    [9, 'body-too-large'],
    [10, 201],
    [11, 'rejected'],
  ])
  expect(results.at(-1)!.rejection).toBe('fire-already-out')
})

test('a batch that is sent again changes nothing and is answered as before', async () => {
  const incidents = Array.from({ length: 40 }, newIncident)
  const lines = incidents.flatMap((incident) =>
    [1, 2, 3].map((n) => ({
      type: 'FireSeen',
      incident,
      reference: `${incident}/${n}`,
      system: 'watch-tower',
      occurredAt: yesterday,
      recordedAt: yesterday,
      data: { areaHa: n },
    })),
  )
  const first = await parks.batch(lines)
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([201]))
  const before = await parks.agency.log.head()
  const second = await parks.batch(lines)
  expect(second).toEqual(first.map((result) => ({ ...result, repeated: true })))
  expect(await parks.agency.log.head()).toEqual(before)
})

test('lines of one incident are recorded in their order, however many run at the same time', async () => {
  const incidents = Array.from({ length: 8 }, newIncident)
  const lines = Array.from({ length: 160 }, (_, n) => fire(incidents[n % 8]!, { data: { areaHa: n } }))
  const results = await parks.batch(lines)
  expect(results.map(({ revision }) => revision)).toEqual(lines.map((_, n) => Math.floor(n / 8)))
})

test('an imported record says when, where and by whom it was brought in, and is corrected by its reference', async () => {
  const incident = newIncident()
  const old = '2019-03-01T10:00:00+08:00'
  const line = { type: 'FireSeen', incident, system: 'paper', occurredAt: old, recordedAt: old, data: {} }
  const results = await parks.batch([
    { ...line, reference: 'R-1' },
    { ...line, reference: 'R-2', corrects: 'R-1' },
  ])
  expect(results.map(({ status }) => status)).toEqual([201, 201])
  const { body } = await parks.get(`/v1/incidents/${incident}/streams/parks/1`)
  expect(body.envelope).toMatchObject({
    imported: { recordedAt: old, system: 'paper', by: 'archive' },
    corrects: results[0]!.id,
    reference: 'R-2',
  })
})

test('what a line says is null it does not say', async () => {
  const line = fire(newIncident())
  const [first, again] = [
    ...(await parks.batch([
      { ...line, corrects: null, occurredUntil: null, reference: null, marking: null },
    ])),
    ...(await parks.batch([line])),
  ]
  expect([first!.status, again!.repeated]).toEqual([201, true])
  expect((await parks.batch([null, []])).map(({ code }) => code)).toEqual([
    'invalid-command',
    'invalid-command',
  ])
})

test('the id of an event follows from the key of its line', async () => {
  const incident = newIncident()
  const line = fire(incident)
  const [result] = await parks.batch([line])
  expect(result!.id).toBe(eventIdOf(line.key, `parks-${incident}`, 0))
})

test('what was recorded in the future is refused, and so is an import by another role', async () => {
  const line = fire(newIncident(), { system: 'paper' })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const results = await parks.batch([
    { ...line, recordedAt: tomorrow },
    { ...line, recordedAt: yesterday, system: undefined },
  ])
  expect(results.map(({ code }) => code)).toEqual(['time-in-the-future', 'invalid-command'])
  const [refused] = await parks.batch([{ ...line, recordedAt: yesterday }], await parks.token())
  expect(refused!.code).toBe('role-not-permitted')
})

test('a live sender gets each answer while the request is still open', async () => {
  const socket = await openBatch()
  for (let n = 1; n <= 3; n++) {
    socket.send(`${JSON.stringify(fire(newIncident()))}\n`)
    expect(await socket.until(`"line":${n},"status":201`)).toBe(true)
  }
  socket.close()
})

test('an upload that is cut off in a line records the lines before it and nothing of that line', async () => {
  const incident = newIncident()
  const socket = await openBatch()
  socket.send(`${JSON.stringify(fire(incident))}\n${JSON.stringify(fire(incident)).slice(0, 60)}`)
  await socket.until('"line":1,"status":201')
  socket.close()
  // A later command proves that the service goes on and that nothing else was recorded.
  const next = await parks.command('ReportFire', incident)
  expect(next.body.revision).toBe(1)
})

test('whoever does not read the answers is not read from', async () => {
  const socket = await openBatch()
  socket.pause()
  const line = `${JSON.stringify(fire('I', { type: 'NoSuchEvent' }))}\n`
  const chunk = line.repeat(200)
  let sent = 0
  // Each line is answered with some hundred bytes: far more than fits between two processes.
  while (sent < 64 * 1_048_576 && (await socket.sendUntilFull(chunk))) sent += chunk.length
  expect(sent).toBeLessThan(64 * 1_048_576)
  expect((await parks.command('ReportFire', newIncident())).status).toBe(201)
  socket.close()
})

/** A batch written by hand on a bare connection. */
const openBatch = async () => {
  const { hostname, port } = new URL(parks.agency.url)
  const connection = createConnection({ host: hostname, port: Number(port) })
  let received = ''
  connection.on('data', (bytes) => {
    received += bytes.toString()
  })
  connection.on('error', () => {})
  connection.write(
    [
      'POST /v1/commands HTTP/1.1',
      'Host: parks',
      `Authorization: Bearer ${await parks.token()}`,
      'Content-Type: application/x-ndjson',
      'Transfer-Encoding: chunked',
      '\r\n',
    ].join('\r\n'),
  )
  const write = (text: string): boolean =>
    connection.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`)
  return {
    send: write,
    /** Whether the connection took it: false when nothing has moved for a while. */
    sendUntilFull: (text: string): Promise<boolean> =>
      new Promise((resolve) => {
        if (write(text)) return resolve(true)
        const idle = setTimeout(() => resolve(false), 500)
        connection.once('drain', () => {
          clearTimeout(idle)
          resolve(true)
        })
      }),
    until: async (text: string): Promise<boolean> => {
      while (!received.includes(text)) await new Promise((resolve) => connection.once('data', resolve))
      return true
    },
    pause: () => void connection.pause(),
    close: () => void connection.destroy(),
  }
}
