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

test('keys and references are each agency’s own: none learns of another one’s, is given its answer or takes it away', async () => {
  const ranger = await parks.token({ roles: ['commander'] })
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  const [incident, key, reference] = [newIncident(), randomUUID(), `R-${randomUUID()}`]
  const body = { occurredAt: yesterday, data: { track: 'T7' } }
  const close = (token: string, at: string) => parks.command('CloseTrack', at, { token, key, body })
  const first = await close(police, incident)
  const other = await close(ranger, incident)
  expect([other.status, other.body.revision, other.headers.get('idempotency-replayed')]).toEqual([
    201,
    1,
    null,
  ])
  const again = await close(police, incident)
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
  expectProblem(await close(police, newIncident()), 'key-reused', 422)

  for (const token of [police, ranger]) {
    const line = { command: 'CloseTrack', incident: newIncident(), reference, ...body }
    expect(await parks.batch([line], token)).toMatchObject([{ status: 201 }])
  }
})

test('what is open to all is not open to those outside the roster, whatever their roles', async () => {
  const body = { occurredAt: yesterday, data: { track: 'T7' } }
  for (const agency of ['abroad', 'nobody']) {
    const token = await parks.token({ agency, roles: ['commander'] })
    const refused = await parks.command('CloseTrack', newIncident(), { token, body })
    expectProblem(refused, 'foreign-agency', 403)
  }
  const officer = await parks.token({ agency: 'police' })
  const refused = await parks.command('CloseTrack', newIncident(), { token: officer, body })
  expectProblem(refused, 'role-not-permitted', 403)
})

test('what is open to all corrects and takes back nothing, whatever there is', async () => {
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  const incident = newIncident()
  const body = { occurredAt: yesterday, reference: 'R-1', data: { track: 'T7' } }
  const closed = await parks.command('CloseTrack', incident, { token: police, body })
  for (const way of ['corrects', 'retracts']) {
    for (const name of ['R-1', 'R-2', handledAnswer.parse(closed.body).events[0]!.id, randomUUID()]) {
      const refused = await parks.command('CloseTrack', incident, {
        token: police,
        body: { ...body, [way]: name },
      })
      expectProblem(refused, 'foreign-agency', 403)
    }
  }
})

test('what is open to all does not depend on how the record stands: nobody learns that by trying', async () => {
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  const body = { occurredAt: yesterday, data: { track: 'T7' } }
  const [closed, untouched] = [newIncident(), newIncident()]
  const own = await parks.token({ roles: ['commander'] })
  expect((await parks.command('CloseTrack', closed, { token: own, body })).status).toBe(201)
  for (const headers of [{ 'if-match': '"7"' }, { 'if-match': '*' }, { 'if-none-match': '*' }]) {
    const [tried, never] = await Promise.all(
      [closed, untouched].map((incident) =>
        parks.command('CloseTrack', incident, { token: police, body, headers }),
      ),
    )
    expectProblem(tried!, 'foreign-agency', 403)
    expect(tried!.body).toEqual(never!.body)
  }
})

test('what is open to all tells members of other agencies no revision: nobody learns how much others recorded there', async () => {
  const body = { occurredAt: yesterday, data: { track: 'T7' } }
  const [first, second] = [newIncident(), newIncident()]
  const own = await parks.token({ roles: ['commander'] })
  for (const _ of [1, 2, 3]) await parks.command('CloseTrack', second, { token: own, body })
  const police = await parks.token({ agency: 'police', subject: 'duty-7', roles: ['commander'] })
  for (const incident of [first, second]) {
    const {
      status,
      headers,
      body: told,
    } = await parks.command('CloseTrack', incident, { token: police, body })
    expect([status, headers.get('etag'), headers.get('location')]).toEqual([201, null, null])
    expect(Object.keys(told as object).toSorted()).toEqual(['events', 'position', 'stream'])
    const [line] = await parks.batch(
      [{ command: 'CloseTrack', incident, key: randomUUID(), ...body }],
      police,
    )
    expect(Object.keys(line as object).toSorted()).toEqual(['id', 'line', 'position', 'status', 'stream'])
  }
})
