import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handledAnswer } from '../documents/answer-schemas.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'
import { expectProblem } from '../testing/expect-problem.ts'

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

const newIncident = (): string => `INC-${randomUUID().slice(0, 8)}`
const soon = (ms: number): string => new Date(Date.now() + ms).toISOString()

test('a command is recorded and answered with revision, position, entity tag and place', async () => {
  const incident = newIncident()
  const answer = await parks.command('ReportFire', incident, {
    body: { occurredAt: yesterday, reference: 'R-1', data: { areaHa: 3, wind: 'N' } },
  })
  expect(answer.status).toBe(201)
  const { stream, revision, events } = handledAnswer.parse(answer.body)
  expect({ stream, revision }).toEqual({ stream: `parks-${incident}`, revision: 0 })
  expect(answer.headers.get('etag')).toBe('"0"')

  const record = await parks.get(answer.headers.get('location')!)
  expect(record.body).toMatchObject({
    id: events[0]!.id,
    type: 'FireSeen',
    data: { areaHa: 3, wind: 'N' },
    envelope: {
      occurredAt: yesterday,
      reference: 'R-1',
      mode: 'operational',
      agency: 'parks',
      actor: { subject: 'ranger-1', role: 'duty-officer', agency: 'parks' },
      marking: { tlp: 'AMBER', releaseTo: ['police', 'parks', 'joc'] },
    },
  })
})

test('a browser that is given an answer takes it for nothing else, runs nothing of it and shows it in no frame', async () => {
  for (const { headers } of [await parks.command('ReportFire', newIncident()), await parks.get('/nowhere')]) {
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    })
  }
})

test('a repeat is given the same answer and says that it is one; nothing is recorded twice', async () => {
  const incident = newIncident()
  const key = randomUUID()
  const first = await parks.command('ReportFire', incident, { key })
  const second = await parks.command('ReportFire', incident, { key })
  expect(second.status).toBe(201)
  expect(second.body).toEqual(first.body)
  expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
  expect((await parks.get(`/v1/incidents/${incident}`)).body.revision).toBe(0)
})

test('a key that was used for another payload or another incident is refused', async () => {
  const incident = newIncident()
  const key = randomUUID()
  await parks.command('ReportFire', incident, { key, body: { occurredAt: yesterday, data: { areaHa: 1 } } })
  const other = { key, body: { occurredAt: yesterday, data: { areaHa: 2 } } }
  expectProblem(await parks.command('ReportFire', incident, other), 'key-reused', 422)
  expectProblem(await parks.command('ReportFire', newIncident(), { key }), 'key-reused', 422)
})

test('of the same command sent many times at once one runs, and the others are told so or given its answer', async () => {
  const incident = newIncident()
  const key = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => parks.command('ReportFire', incident, { key })),
  )
  for (const answer of answers) {
    if (answer.status !== 201) expectProblem(answer, 'key-in-progress', 409)
  }
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0)
  expect((await parks.get(`/v1/incidents/${incident}`)).body.revision).toBe(0)
})

test('a precondition holds the command back when the record has moved on', async () => {
  const incident = newIncident()
  const send = (headers: Record<string, string>) => parks.command('ReportFire', incident, { headers })
  expectProblem(await send({ 'if-match': '*' }), 'stale-revision', 412)
  expect((await send({ 'if-none-match': '*' })).status).toBe(201)
  expectProblem(await send({ 'if-none-match': '*' }), 'stale-revision', 412)
  expect((await send({ 'if-match': '"0"' })).status).toBe(201)
  const stale = await send({ 'if-match': '"0"' })
  expectProblem(stale, 'stale-revision', 412)
  expect(stale.body.current).toBe(1)
  expect((await send({ 'if-match': '*' })).status).toBe(201)
  expectProblem(await send({ 'if-match': 'W/"2"' }), 'malformed-precondition', 400)
})

test('malformed JSON is refused', async () => {
  expectProblem(
    await parks.command('ReportFire', newIncident(), { body: '{"occurredAt":' }),
    'malformed-json',
    400,
  )
  expectProblem(await parks.command('ReportFire', newIncident(), { body: '' }), 'malformed-json', 400)
})

test('nothing is recorded but what was sent: text that is no UTF-8, and numbers that JSON readers round, are refused', async () => {
  const said = (what: string) => `{"occurredAt":"${yesterday}","data":{"wind":${what}}}`
  const latin = await fetch(`${parks.agency.url}/v1/incidents/${newIncident()}/commands/ReportFire`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await parks.token()}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: Buffer.from(said('"N\u00e9"'), 'latin1'),
  })
  expect(latin.status).toBe(400)
  expect(await latin.json()).toMatchObject({ code: 'malformed-json' })
  for (const charset of ['utf-7', 'utf-16', 'latin1']) {
    const headers = { 'content-type': `application/json; charset=${charset}` }
    const answer = await parks.command('ReportFire', newIncident(), { headers })
    expectProblem(answer, 'unsupported-media-type', 415)
  }
  for (const number of ['9007199254740993', '-123456789012345678901234567890', '[1e300]', '1e400']) {
    const answer = await parks.command('ReportFire', newIncident(), { body: said(number) })
    expectProblem(answer, 'invalid-command', 422)
  }
  const whole = { 'content-type': 'application/json; charset=UTF-8' }
  const taken = await parks.command('ReportFire', newIncident(), { headers: whole, body: said('"N\u00e9"') })
  expect(taken.status).toBe(201)
})

test('a body beyond the limit is refused', async () => {
  const body = JSON.stringify({ occurredAt: yesterday, data: { place: 'x'.repeat(1_100_000) } })
  expectProblem(await parks.command('ReportFire', newIncident(), { body }), 'body-too-large', 413)
})

test('another content type is refused', async () => {
  const headers = { 'content-type': 'text/plain' }
  expectProblem(await parks.command('ReportFire', newIncident(), { headers }), 'unsupported-media-type', 415)
  const packed = { 'content-encoding': 'gzip' }
  expectProblem(
    await parks.command('ReportFire', newIncident(), { headers: packed }),
    'unsupported-media-type',
    415,
  )
})

test('an unknown command is refused', async () => {
  expectProblem(await parks.command('ReportFlood', newIncident()), 'unknown-command', 404)
})

test('an unknown incident is refused where the command needs one', async () => {
  expectProblem(await parks.command('ReportFireOut', newIncident()), 'unknown-incident', 404)
})

test('a key is needed, and it is a UUID', async () => {
  const missing = await fetch(`${parks.agency.url}/v1/incidents/I/commands/ReportFire`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await parks.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ occurredAt: yesterday }),
  })
  expect([missing.status, (await missing.json()).code]).toEqual([400, 'missing-key'])
  expectProblem(await parks.command('ReportFire', 'I', { key: 'again' }), 'malformed-key', 400)
})

test('a time without an offset is refused with its place', async () => {
  const answer = await parks.command('ReportFire', newIncident(), {
    body: { occurredAt: '2025-04-23T13:20:00' },
  })
  expectProblem(answer, 'invalid-command', 422)
  expect(answer.body.errors).toEqual([
    { pointer: '#/occurredAt', detail: expect.stringContaining('an offset') },
  ])
})

test('a time in the future is refused, but for a clock that is a little ahead', async () => {
  const at = (occurredAt: string) => parks.command('ReportFire', newIncident(), { body: { occurredAt } })
  const answer = await at(soon(6 * 60_000))
  expectProblem(answer, 'time-in-the-future', 422)
  expect(answer.body.errors).toEqual([{ pointer: '#/occurredAt', detail: 'lies in the future' }])
  expect((await at(soon(4 * 60_000))).status).toBe(201)
})

test('wrong and unknown fields are each named', async () => {
  const body = { occurredAt: yesterday, mood: 'good', data: { areaHa: -1 } }
  const answer = await parks.command('ReportFire', newIncident(), { body })
  expectProblem(answer, 'invalid-command', 422)
  expect(answer.body.errors!.map(({ pointer }) => pointer).sort()).toEqual(['#/data/areaHa', '#/mood'])
})

test('nobody can forge what is sealed, nor nest beyond the bound', async () => {
  const send = (data: unknown) =>
    parks.command('ReportFire', newIncident(), { body: { occurredAt: yesterday, data } })
  const sealed = { subject: 'P-1', name: { $sealed: { key: 'k', iv: '', ciphertext: '', tag: '' } } }
  const forged = await send({ witness: sealed })
  expectProblem(forged, 'invalid-command', 422)
  expect(forged.body.errors![0]!.pointer).toBe('#/data/witness/name/$sealed')
  const deep = `{"occurredAt":"${yesterday}","data":{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`
  expectProblem(await parks.command('ReportFire', newIncident(), { body: deep }), 'invalid-command', 422)
})

test('an expired token is refused with a challenge, and so is none', async () => {
  const expired = await parks.command('ReportFire', newIncident(), {
    token: await parks.token({ expiresInS: -600 }),
  })
  expectProblem(expired, 'token-refused', 401)
  expect(expired.body.reason).toBe('expired')
  expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"')
  const none = await parks.command('ReportFire', newIncident(), { headers: { authorization: '' } })
  expectProblem(none, 'token-refused', 401)
  expect(none.headers.get('www-authenticate')).toBe('Bearer realm="concord"')
})

test("another agency's token is refused, unless the command is open to all", async () => {
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  expectProblem(await parks.command('ReportFire', newIncident(), { token: police }), 'foreign-agency', 403)
  const incident = newIncident()
  const closed = await parks.command('CloseTrack', incident, {
    token: police,
    body: { occurredAt: yesterday, data: { track: 'T7' } },
  })
  expect(closed.body.stream).toBe(`track-${incident}`)
  const record = await parks.get(`/v1/incidents/${incident}/streams/track/0`)
  expect(record.body.envelope).toMatchObject({
    agency: 'parks',
    actor: { agency: 'police', subject: 'duty-7' },
  })
})

test("a record of another agency's is refused", async () => {
  const body = { agency: 'police', occurredAt: yesterday }
  expectProblem(await parks.command('ReportFire', newIncident(), { body }), 'foreign-record', 403)
})

test('a role that may not write is refused, and importing needs its own', async () => {
  const analyst = await parks.token({ roles: ['analyst'] })
  expectProblem(
    await parks.command('ReportFire', newIncident(), { token: analyst }),
    'role-not-permitted',
    403,
  )
  const body = { occurredAt: yesterday, recordedAt: yesterday, system: 'old' }
  expectProblem(await parks.command('ReportFire', newIncident(), { body }), 'role-not-permitted', 403)
})

test("what the agency's rules forbid is refused with the rule's code", async () => {
  const incident = newIncident()
  await parks.command('ReportFire', incident)
  await parks.command('ReportFireOut', incident)
  const again = await parks.command('ReportFireOut', incident)
  expectProblem(again, 'rejected', 409)
  expect(again.body.rejection).toBe('fire-already-out')
})

test('a record is released by whoever answers for it, to the roster and to nobody unknown', async () => {
  const incident = newIncident()
  const fire = await parks.command('ReportFire', incident)
  const [{ id }] = fire.body.events as [{ id: string }]
  const release = async (role: 'duty-officer' | 'commander', to: string) =>
    parks.command('GrantRelease', incident, {
      token: await parks.token({ roles: [role] }),
      body: { occurredAt: yesterday, data: { event: id, to: [to] } },
    })
  expectProblem(await release('duty-officer', 'police'), 'role-not-permitted', 403)
  expect((await release('commander', 'abroad')).body.rejection).toBe('unknown-recipient')
  expect((await release('commander', 'police')).status).toBe(201)
})

test('a marking names agencies that take part and registered partners alone, in what an older system recorded too', async () => {
  const incident = newIncident()
  const marked = (...releaseTo: readonly string[]) => ({
    occurredAt: yesterday,
    reference: randomUUID(),
    marking: { tlp: 'AMBER', releaseTo },
  })
  const refused = await parks.command('ReportFire', incident, { body: marked('police', 'polise') })
  expectProblem(refused, 'invalid-command', 422)
  expect(refused.body.errors).toEqual([
    {
      pointer: '#/marking/releaseTo/1',
      detail: expect.stringMatching(/nearest agencies are police, parks$/),
    },
  ])
  expect(JSON.stringify(refused.body)).not.toContain('polise')

  const [known, unknown] = await parks.batch(
    [marked('police'), marked('police', 'polise')].map((body) => ({
      ...body,
      command: 'ReportFire',
      incident,
      recordedAt: yesterday,
      system: 'older',
    })),
  )
  expect([known!.status, unknown!.status]).toEqual([201, 422])
  expect(unknown).toMatchObject({ errors: refused.body.errors })
})

test('a record is corrected by its id or by its reference, once', async () => {
  const incident = newIncident()
  const report = (more: object) =>
    parks.command('ReportFire', incident, { body: { occurredAt: yesterday, ...more } })
  const first = await report({ reference: 'R-1' })
  const [{ id }] = first.body.events as [{ id: string }]
  const second = await report({ reference: 'R-2', corrects: 'R-1' })
  const record = await parks.get(second.headers.get('location')!)
  expect(record.body.envelope).toMatchObject({ corrects: id })
  expect((await report({ corrects: id })).body.rejection).toBe('superseded-record')
  expect((await report({ corrects: 'R-9' })).body.rejection).toBe('unknown-record')
  expectProblem(await report({ corrects: 'R-2', retracts: 'R-2' }), 'invalid-command', 422)
})

test('the other methods and other addresses are refused', async () => {
  const put = await fetch(`${parks.agency.url}/v1/commands`, { method: 'PUT' })
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST'])
  expectProblem(await parks.get('/v1/nothing'), 'unknown-path', 404)
  expectProblem(await parks.get('/v1/incidents/%ff'), 'unknown-path', 404)
})

test('records are paged, and are for the agency alone; what is sealed stays sealed', async () => {
  const incident = newIncident()
  const witness = { subject: 'P-7', name: 'Bold Bat' }
  for (const data of [{}, { witness }, {}]) {
    const { status, body } = await parks.command('ReportFire', incident, {
      body: { occurredAt: yesterday, data },
    })
    expect(body.detail).toBeUndefined()
    expect(status).toBe(201)
  }
  const first = await parks.get(`/v1/incidents/${incident}?limit=2`)
  expect([first.body.next, first.headers.get('etag')]).toEqual([1, '"2"'])
  expect(JSON.stringify(first.body)).not.toContain('Bold')
  const rest = await parks.get(`/v1/incidents/${incident}?after=1&limit=2`)
  expect((rest.body.events as { revision: number }[]).map(({ revision }) => revision)).toEqual([2])
  expect(rest.body.next).toBeNull()
  expectProblem(await parks.get(`/v1/incidents/${newIncident()}`), 'unknown-record', 404)
  expectProblem(await parks.get(`/v1/incidents/${incident}?limit=many`), 'malformed-query', 400)
  const police = await parks.token({ agency: 'police' })
  expectProblem(await parks.get(`/v1/incidents/${incident}`, police), 'foreign-agency', 403)
})

test('the log holds one line a request, and nothing that was said in it', async () => {
  const secret = `secret-${randomUUID()}`
  const token = await parks.token()
  await parks.command('ReportFire', newIncident(), {
    token,
    body: { occurredAt: yesterday, summary: secret },
  })
  await parks.get(`/v1/incidents/I?after=${secret}`)
  const log = parks.logged.join('')
  expect(log).not.toContain(secret)
  expect(log).not.toContain(token)
  expect(JSON.parse(parks.logged.at(-1)!)).toMatchObject({
    msg: 'request',
    status: 400,
    path: '/v1/incidents/I',
  })
})
