import { openAgencyKeys, unseal } from '@concord/event-log'
import type { Envelope, Sealed } from '@concord/kernel'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgencyProcess, startAgency } from '../agency-process.ts'
import { readConfiguration } from '../configuration.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'

/*
 * With the clock as it is: the senders' own dates are what has passed or is near.
 */

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

/** Another process of the same agency: it looks at what is due as soon as it has caught up with the log. */
const startAnother = async (): Promise<AgencyProcess> => {
  const another = await startAgency({
    definition: parks.definition,
    configuration: readConfiguration(parks.environment),
    logger: pino({ level: 'silent' }),
  })
  await another.enrolled
  return another
}

const report = async (subject: string, reviewBy?: string): Promise<string> => {
  const answer = await parks.command('ReportFire', 'INC-1', {
    body: {
      occurredAt: yesterday,
      data: { witness: { subject, name: `Name of ${subject}` } },
      ...(reviewBy === undefined ? {} : { reviewBy }),
    },
  })
  expect(answer.status).toBe(201)
  return (answer.body.events as [{ id: string }])[0].id
}

const stored = async () => {
  const read = await parks.agency.log.readStored('parks-INC-1')
  return read.ok ? read.value : []
}
const typesAndSubjects = async () =>
  (await stored()).slice(5).map(({ type, data }) => [type, (data as { subject: string }).subject])

test('what is due is purged, what is near is warned of, what was reviewed or is not due stays', async () => {
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString()
  const due = await report('P-DUE', yesterday)
  await report('P-NEAR', inTenDays)
  const reviewed = await report('P-REVIEWED', yesterday)
  await report('P-NEW')
  const review = await parks.command('ReviewRetention', 'INC-1', {
    token: await parks.token({ roles: ['commander'] }),
    body: {
      occurredAt: yesterday,
      data: { subject: 'P-REVIEWED', reason: 'The case is still before the court.' },
    },
  })
  expect(review.status).toBe(201)

  const another = await startAnother()
  while ((await stored()).length < 7) await new Promise(setImmediate)
  await another.stop()

  expect(await typesAndSubjects()).toEqual([
    ['PersonalDataErased', 'P-DUE'],
    ['ReviewWarningGiven', 'P-NEAR'],
  ])
  const keys = openAgencyKeys(parks.environment.CONCORD_KEYS!)
  const isClosed = async (id: string) => {
    const event = (await stored()).find((one) => one.id === id)!
    return (await unseal(keys.ring, id, event.data)).closed.length > 0
  }
  while (!(await isClosed(due))) await new Promise(setImmediate)
  expect(await isClosed(reviewed)).toBe(false)
  keys.close()
})

test('what lies in another stream of the agency is purged as well', async () => {
  const closed = await parks.command('CloseTrack', 'INC-2', {
    token: await parks.token({ roles: ['commander'] }),
    body: {
      occurredAt: yesterday,
      reviewBy: yesterday,
      summary: 'The widow asked for it',
      subjectCategory: 'other',
      data: { track: 'T-1' },
    },
  })
  const [{ id }] = closed.body.events as [{ id: string }]
  const read = async (stream: string) => {
    const events = await parks.agency.log.readStored(stream)
    return events.ok ? events.value : []
  }

  const another = await startAnother()
  while ((await read('parks-INC-2')).length < 1) await new Promise(setImmediate)
  await another.stop()

  const [erasure] = await read('parks-INC-2')
  expect(erasure).toMatchObject({ type: 'PersonalDataErased', data: { subject: id } })
  const [event] = await read('track-INC-2')
  const { summary } = event!.metadata as Envelope
  const keys = openAgencyKeys(parks.environment.CONCORD_KEYS!)
  while (await keys.ring.find((summary as Sealed).$sealed.key)) await new Promise(setImmediate)
  keys.close()
})
