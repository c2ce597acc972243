import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../configuration/configuration.ts'
import { type AgencyInTest, startAgencyInTest, yesterday } from '../testing/agency-in-test.ts'
import { startAgency } from './agency-process.ts'

let parks: AgencyInTest
const folder = mkdtempSync(join(tmpdir(), 'concord-lost-'))
beforeAll(async () => {
  parks = await startAgencyInTest()
})
afterAll(async () => {
  await parks.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The agency on another machine, on which this folder of keys was put back. */
const startWith = (keys: string, settings: Readonly<Record<string, string>> = {}) =>
  startAgency({
    definition: parks.definition,
    configuration: readConfiguration({ ...parks.environment, ...settings, CONCORD_KEYS: keys }),
    logger: pino({ level: 'silent' }),
  })

/** The agency on another machine, on which its keys were put back, but not its key ring. */
const startWithoutRing = async (settings: Readonly<Record<string, string>> = {}) => {
  const keys = join(folder, 'keys')
  rmSync(keys, { recursive: true, force: true })
  cpSync(parks.environment.CONCORD_KEYS!, keys, {
    recursive: true,
    filter: (file) => !file.includes('keyring.sqlite'),
  })
  return startWith(keys, settings)
}

test('a lost key ring is not begun anew in silence once something is sealed, but when it is said to be lost for good', async () => {
  const unsealed = await startWithoutRing()
  await expect(unsealed.enrolled).resolves.toBeUndefined()
  await unsealed.stop()

  const reported = await parks.command('ReportFire', 'INC-1', {
    body: { occurredAt: yesterday, data: { witness: { subject: 'P-1', name: 'Somebody' } } },
  })
  expect(reported.status).toBe(201)

  const lost = await startWithoutRing()
  await expect(lost.enrolled).rejects.toThrow(
    /keyring.sqlite is missing or new, and the log holds what parks has sealed about 1 person: put back its backup/,
  )
  const health = await fetch(`${lost.url}/health/ready`)
  expect(health.status).toBe(503)
  await lost.stop()

  const begun = await startWithoutRing({ CONCORD_NEW_KEY_RING: 'yes' })
  await expect(begun.enrolled).resolves.toBeUndefined()
  await begun.stop()
})

test('a key ring that is older than what was sealed last raises the alarm', async () => {
  const report = (subject: string) =>
    parks.command('ReportFire', `INC-${subject}`, {
      body: { occurredAt: yesterday, data: { witness: { subject, name: 'Somebody' } } },
    })
  const copied = (name: string) => {
    cpSync(parks.environment.CONCORD_KEYS!, join(folder, name), { recursive: true })
    return join(folder, name)
  }
  await report('P-7')
  const older = copied('older')
  // A running process has keys in stock; one that ended in order has not.
  const ring = new DatabaseSync(join(older, 'keyring.sqlite'))
  ring.exec('DELETE FROM data_key WHERE subject IS NULL')
  ring.close()
  await report('P-8')

  const behind = await startWith(older)
  await expect
    .poll(() => behind.alarm.standing() ?? '')
    .toContain('the key ring is older than the log, so what was sealed last cannot be opened')
  await behind.stop()
})
