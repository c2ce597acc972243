import { createPolicy, type Reader } from '@concord/access'
import { type EventLog, err } from '@concord/kernel'
import { expect, test } from 'vitest'
import { parks } from '../testing/parks.ts'
import { openCommandDesk } from './command-desk.ts'

const START = Date.parse('2025-04-23T12:00:00Z')
const ranger: Reader = {
  agency: 'parks',
  subject: 'ranger-1',
  roles: ['duty-officer'],
  purpose: undefined,
  case: undefined,
}

/** A desk before a store that is away, the clock it goes by, and how often the store was asked. */
const deskWithoutStore = () => {
  const clock = { nowMs: START }
  let asked = 0
  const log = {
    keyChanges: () => 0,
    readStream: async () => {
      asked++
      return err({ kind: 'unavailable' as const, detail: 'away', retryAfterS: 2 })
    },
  } as Partial<EventLog> as EventLog
  const policy = createPolicy({ agencies: ['parks'] })
  const desk = openCommandDesk({
    definition: parks,
    log,
    policy: () => policy,
    readers: { agencies: ['parks'], partners: [] },
    digest: () => 'digest',
    marking: { tlp: 'GREEN' },
    mostInFlight: 1_024,
    mostStreams: 32,
    clock: () => clock.nowMs,
  })
  const report = (reference: string) =>
    desk.submit({
      command: 'ReportFire',
      incident: 'INC-7',
      body: { reference, occurredAt: '2025-04-23T09:00:00Z', data: {} },
      reader: ranger,
      whileRunning: 'wait',
    })
  return { clock, report, asked: () => asked }
}

test('while the store is away it is asked once, and all others are told at once how long to wait', async () => {
  const { clock, report, asked } = deskWithoutStore()
  for (const reference of ['R-1', 'R-2', 'R-3'])
    expect(await report(reference)).toMatchObject({
      ok: false,
      error: { code: 'store-unavailable', retryAfterS: 2 },
    })
  expect(asked()).toBe(1)

  clock.nowMs += 2_000
  await report('R-4')
  expect(asked()).toBe(2)
})

test('a clock that is put back while the store is away makes nobody wait for longer', async () => {
  const { clock, report, asked } = deskWithoutStore()
  await report('R-1')

  clock.nowMs -= 3_600_000
  await report('R-2')
  expect(asked()).toBe(1)
  clock.nowMs += 2_000
  await report('R-3')
  expect(asked()).toBe(2)
})
