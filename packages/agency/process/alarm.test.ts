import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgencyInTest, startAgencyInTest } from '../testing/agency-in-test.ts'
import { createAlarm } from './alarm.ts'

let parks: AgencyInTest
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(() => parks.stop())

/** What the process says of itself to whoever asks. */
const said = async () => {
  const { status, body } = await parks.get('/health/ready', '')
  return [status, body]
}

test('a process says what stands while it takes commands, and no more once it is over', async () => {
  expect(await said()).toEqual([200, { status: 'ready' }])
  parks.agency.alarm.raise('the well is dry')
  expect(await said()).toEqual([200, { status: 'ready', alarm: 'the well is dry' }])
  expect((await parks.command('ReportFire', 'INC-ALARM')).status).toBe(201)
  parks.agency.alarm.clear('the well is dry')
  expect(await said()).toEqual([200, { status: 'ready' }])
})

test('a fault that is over ends no other one, and one that is raised again stands once', () => {
  const alarm = createAlarm()
  for (const fault of ['the well is dry', 'the mast is down', 'the well is dry']) alarm.raise(fault)
  expect(alarm.standing()).toBe('the well is dry; the mast is down')
  alarm.clear('the well is dry')
  alarm.clear('the bridge is out')
  expect(alarm.standing()).toBe('the mast is down')
})
