import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import {
  type ConnectedEventLog,
  catchUpTree,
  headSigner,
  openAgencyKeys,
  openEventLog,
  openLogTree,
} from '@concord/event-log'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { startAgencyInTest } from '../testing/agency-in-test.ts'
import { createAlarm } from './alarm.ts'
import { keepCountersigning } from './countersigning.ts'

/** The park rangers, and a log of which the police have signed one head. */
const givenSignedHead = async () => {
  const parks = await startAgencyInTest()
  onTestFinished(parks.stop)
  const keys = openAgencyKeys(parks.environment.CONCORD_KEYS!)
  const [connectionString, agencies] = [parks.node.connectionString, [{ name: 'police', events: [] }]]
  const police = openEventLog({ connectionString, agencies, keys, agency: 'police' })
  const tree = openLogTree(join(parks.dataFolder, '..', 'tree'))
  await police.enrol()
  await catchUpTree(police, tree)
  expect((await headSigner({ log: police, agency: 'police', tree })()).ok).toBe(true)
  tree.close()
  await police.close()
  keys.close()
  return parks
}

test('the alarm stands while the log shows other heads than were seen, and is over when it shows these again', async () => {
  const { agency, dataFolder, definition } = await givenSignedHead()
  const store = { isExchanged: false, looks: 0 }
  const log: ConnectedEventLog = {
    ...agency.log,
    readStored: async (...asked) => {
      const read = await agency.log.readStored(...asked)
      store.looks += 1
      if (!store.isExchanged || !read.ok) return read
      return { ...read, value: read.value.map((event) => ({ ...event, id: randomUUID() })) }
    },
  }
  const alarm = createAlarm()
  alarm.raise('the well is dry')
  const stopping = new AbortController()
  const keeping = keepCountersigning({
    ...{ definition, log, alarm, signal: stopping.signal, everyMs: 10 },
    configuration: { witness: { folder: join(dataFolder, '..', 'witness'), of: 'police' } },
    logger: pino({ enabled: false }),
  })
  onTestFinished(async () => {
    stopping.abort()
    await keeping
  })

  await expect.poll(() => store.looks, { timeout: 60_000 }).toBeGreaterThan(3)
  expect(alarm.standing()).toBe('the well is dry')
  store.isExchanged = true
  await expect
    .poll(alarm.standing, { timeout: 60_000 })
    .toBe('the well is dry; the log was rewritten, its log file says where')
  store.isExchanged = false
  await expect.poll(alarm.standing, { timeout: 60_000 }).toBe('the well is dry')
})
