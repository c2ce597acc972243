import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foreseenAnswer, recordAnswer } from '../documents/answer-schemas.ts'
import { type AgencyInTest, type Sent, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'
import { expectProblem } from '../testing/expect-problem.ts'

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest({ CONCORD_REQUESTS_PER_MINUTE: '1000' })
})
afterAll(() => parks.stop())

const newIncident = (): string => `INC-${randomUUID().slice(0, 8)}`
const tryOut = (command: string, incident: string, sent: Sent = {}) =>
  parks.command(`${command}/dry-run`, incident, sent)
const recordsOf = async (incident: string) => (await parks.get(`/v1/incidents/${incident}`)).status

const withWitness = {
  occurredAt: yesterday,
  reference: 'R-1',
  summary: 'A herder saw it',
  data: { areaHa: 3, witness: { subject: 'P-1', name: 'Bat' }, guide: { phone: '99112233' } },
}

test('a dry run tells what would be recorded, as it is recorded then, and records nothing', async () => {
  const incident = newIncident()
  const tried = await tryOut('ReportFire', incident, { body: withWitness })
  const { stream, current, events } = foreseenAnswer.parse(tried.body)
  expect([tried.status, stream, current, await recordsOf(incident)]).toEqual([
    200,
    `parks-${incident}`,
    null,
    404,
  ])
  expect(JSON.stringify(tried.body)).not.toMatch(/Bat|99112233|herder/)

  const done = await parks.command('ReportFire', incident, { body: withWitness })
  const { body } = await parks.get(done.headers.get('location')!)
  const { type, data, envelope } = recordAnswer.parse(body)
  const { commandId: _, $correlationId: __, $causationId: ___, ...said } = envelope
  expect(events).toEqual([{ type, data, envelope: said }])
})

test('what the command would be refused for the dry run is refused for, in the same words', async () => {
  const incident = newIncident()
  const both = async (command: string, sent: Sent = {}) => {
    const key = randomUUID()
    const [tried, done] = [
      await tryOut(command, incident, { key, ...sent }),
      await parks.command(command, incident, { key, ...sent }),
    ]
    expect(tried.body).toEqual(done.body)
    return tried
  }
  expectProblem(await both('ReportFireOut'), 'unknown-incident', 404)
  expectProblem(await both('Dance'), 'unknown-command', 404)
  expectProblem(await both('ReportFire', { body: { occurredAt: 'today' } }), 'invalid-command', 422)
  expectProblem(await both('ReportFire', { headers: { 'if-match': '"7"' } }), 'stale-revision', 412)
  const analyst = await parks.token({ roles: ['analyst'] })
  expectProblem(await both('ReportFire', { token: analyst }), 'role-not-permitted', 403)
  await parks.command('ReportFire', incident)
  expect((await tryOut('ReportFireOut', incident)).body).toMatchObject({
    current: 0,
    events: [{ type: 'FireOut' }],
  })
})

test('a key that was tried out is still free for any incident; one that was used says what it recorded', async () => {
  const [incident, key] = [newIncident(), randomUUID()]
  await tryOut('ReportFire', newIncident(), { key })
  const done = await parks.command('ReportFire', incident, { key })
  expect(done.status).toBe(201)
  const again = await tryOut('ReportFire', incident, { key })
  expect(again.body).toMatchObject({ recorded: done.body.events, events: [] })
})

test('a dry run needs no key', async () => {
  const headers = { authorization: `Bearer ${await parks.token()}`, 'content-type': 'application/json' }
  const path = `/v1/incidents/${newIncident()}/commands/ReportFire/dry-run`
  const body = JSON.stringify({ occurredAt: yesterday })
  const { status } = await fetch(`${parks.agency.url}${path}`, { method: 'POST', headers, body })
  expect(status).toBe(200)
})

test('members of other agencies try nothing out, also of what is open to them: it would tell them how the record stands', async () => {
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  const body = { occurredAt: yesterday, data: { track: 'T7' } }
  expectProblem(await tryOut('CloseTrack', newIncident(), { token: police, body }), 'foreign-agency', 403)
})

test('an erasure that is tried out erases nothing', async () => {
  const incident = newIncident()
  await parks.command('ReportFire', incident, { body: withWitness })
  const token = await parks.token({ roles: ['commander'] })
  const body = { occurredAt: yesterday, data: { subject: 'P-1', legalBasis: 'none' } }
  expect((await tryOut('ErasePersonalData', incident, { token, body })).status).toBe(200)
  const held = await parks.get(`/v1/incidents/${incident}/personal-data`, token)
  expect(held.body).toMatchObject({ subjects: expect.arrayContaining(['P-1']) })
  expect(JSON.stringify(held.body)).not.toContain('"erased":true')
})

test('dry runs count as requests, and are counted as what they are', async () => {
  const few = await startAgencyInTest({ CONCORD_REQUESTS_PER_MINUTE: '2' })
  const answers = []
  for (let call = 0; call < 3; call++) answers.push(await few.command('ReportFire/dry-run', newIncident()))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  const metrics = await (await fetch(`${few.agency.url}/metrics`)).text()
  expect(metrics).toMatch(/concord_commands_total\{command="ReportFire",outcome="dry-run".*\} 2/)
  await few.stop()
})
