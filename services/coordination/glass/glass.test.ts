import { asked, given, happened } from '@concord/kernel/given'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joc } from '../agency.ts'
import { type CoordinationInTest, startCoordinationInTest } from '../process/testing/coordination-in-test.ts'

const reason = 'Two crews are inside the area that the withheld report is about.'

let at: CoordinationInTest
beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(() => at.stop())

const later = (minutes: number) => new Date(at.clock.now() + minutes * 60_000).toISOString()
const breakGlass = (by: string, incident: string, releaseTo: readonly string[] = []) =>
  at.report('joc', 'BreakGlass', incident, { by, releaseTo, data: { reason, until: later(60) } })

test('each owner of records in the incident is told once, whoever may see them, and nobody else', async () => {
  await at.report('corrections', 'ReportObservation', 'INC-1', { releaseTo: [] })
  await at.report('police', 'ReportObservation', 'INC-1', { releaseTo: [] })
  await at.report('emergency', 'ReportObservation', 'INC-2')
  const invocation = await breakGlass('emergency', 'INC-1')

  const manager = at.manager({ rules: [], checkpoint: 'notices' })
  const events = await at.stream('glass-INC-1', 3)
  await manager.wake()
  await manager.stop()
  const again = at.manager({ rules: [], checkpoint: 'lost' })
  await at.report('police', 'ReportObservation', 'INC-1', { releaseTo: [] })
  await again.wake()
  await again.stop()

  const notices = (await at.stream('glass-INC-1')).slice(1)
  expect(notices.map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      { invocation, to: 'police' },
      { invocation, to: 'corrections' },
    ]),
  )
  expect(notices).toHaveLength(2)
  for (const { type, data, envelope } of notices) {
    expect(type).toBe('BreakGlassNoticeGiven')
    expect(envelope.marking).toEqual({ tlp: 'AMBER', releaseTo: [(data as { to: string }).to] })
  }
  expect(events[0]).toMatchObject({
    type: 'BreakGlassInvoked',
    data: { reader: { agency: 'emergency', subject: 'duty' }, reason },
    envelope: { agency: 'joc', actor: { agency: 'emergency', subject: 'duty', role: 'coordinator' } },
  })
})

test('an owner whose first record comes while it is open is told as well', async () => {
  await at.report('corrections', 'ReportObservation', 'INC-3')
  await breakGlass('emergency', 'INC-3')
  const manager = at.manager({ rules: [], checkpoint: 'owner-later' })
  await at.stream('glass-INC-3', 2)
  await at.report('police', 'ReportObservation', 'INC-3', { releaseTo: [] })
  const events = await at.stream('glass-INC-3', 3)
  await manager.stop()
  expect(events.slice(1).map(({ data }) => (data as { to: string }).to)).toEqual(['corrections', 'police'])
})

const calls = async (incident: string, count = 0) =>
  (await at.stream(`glass-${incident}`, count)).filter(({ type }) => type === 'BreakGlassReviewCalledFor')
const toldOf = (events: Awaited<ReturnType<typeof calls>>) =>
  events.map(({ data, envelope }) => [(data as { to: string }).to, envelope.marking.releaseTo])

test('a review that is overdue is called for once, of the overseers and of each owner apart, and one that was made is not', async () => {
  await at.report('corrections', 'ReportObservation', 'INC-4', { releaseTo: [] })
  await at.report('emergency', 'ReportObservation', 'INC-4', { releaseTo: [] })
  const [late, reviewed] = [await breakGlass('police', 'INC-4'), await breakGlass('police', 'INC-5')]
  const manager = at.manager({ rules: [], checkpoint: 'reviews' })
  await at.report('joc', 'ReviewBreakGlass', 'INC-5', {
    roles: ['auditor'],
    data: { invocation: reviewed, finding: 'justified' },
  })
  await at.stream('glass-INC-4', 3)
  expect(await calls('INC-4')).toEqual([])

  // The process is down when the day comes; two come back, one of them without what it knew.
  await manager.stop()
  at.clock.advance(120 * 24 * 60)
  const both = [0, 1].map((process) =>
    at.manager({ rules: [], checkpoint: process === 0 ? 'reviews' : 'reviews-lost', process }),
  )
  const called = await calls('INC-4', 6)
  for (const each of both) await each.wake()
  for (const each of both) await each.stop()

  expect(toldOf(called)).toEqual(
    expect.arrayContaining([
      ['joc', ['joc']],
      ['corrections', ['corrections']],
      ['emergency', ['emergency']],
    ]),
  )
  expect(called[0]!.data).toMatchObject({ invocation: late })
  expect(await calls('INC-4')).toHaveLength(3)
  expect(await calls('INC-5')).toEqual([])
})

test('what is recorded of it is neither corrected nor retracted', () => {
  const invoked = happened(
    'BreakGlassInvoked',
    { reader: { agency: 'police', subject: 'chief' }, reason, until: '2025-04-01T02:00:00Z' },
    { reference: 'BG-1' },
  )
  given(joc.decider, invoked)
    .when(asked('BreakGlass', { reason, until: '2025-04-08T02:00:00Z' }, { retracts: 'BG-1' }))
    .refuses('unchangeable-record')
})
