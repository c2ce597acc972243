import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openAgencyKeys, openEventLog, openSealed } from '../index.ts'
import {
  agencies,
  fresh,
  type LogsInTest,
  openLogsInTest,
  sighting,
  streamOf,
  written,
} from '../testing/logs-in-test.ts'
import { type KeyEncryption, localKeyEncryption } from './key-encryption.ts'
import { KeyEncryptionAway } from './key-encryption-away.ts'

let logs: LogsInTest
beforeAll(async () => {
  logs = await openLogsInTest()
})
afterEach(() => logs.closeOpened())
afterAll(() => logs.close())

/** A log of police's whose data keys lie under a key that can be taken away; each process of it starts with no key in memory. */
const givenKeyService = () => {
  const within = localKeyEncryption(Buffer.alloc(32, 7))
  const service = { isAway: false }
  const whileHere =
    (call: (bytes: Buffer) => Promise<Buffer>) =>
    async (bytes: Buffer): Promise<Buffer> => {
      if (service.isAway) throw new KeyEncryptionAway('It does not answer.')
      return call(bytes)
    }
  const encryption: KeyEncryption = { wrap: whileHere(within.wrap), unwrap: whileHere(within.unwrap) }
  const start = () => {
    const keys = openAgencyKeys(logs.folder, encryption)
    const { connectionString } = logs.node
    const log = openEventLog({ connectionString, agencies, keys, agency: 'police' })
    logs.opened.push(log, keys)
    return { log, ring: keys.ring }
  }
  return { service, start }
}
const away = { ok: false, error: { kind: 'keys-away', detail: 'It does not answer.', retryAfterS: 5 } }
const somebody = { subjects: [{ subject: 'P-1', name: 'Ganbold' }] }

test('while the key of the data keys is away nothing about a person is recorded, all else is, and a repeat does it', async () => {
  const { service, start } = givenKeyService()
  const { log } = start()
  const stream = streamOf('police')
  const reports = [sighting('police', 'ford'), sighting('police', 'bridge', somebody)]
  service.isAway = true
  expect(await log.append(stream, fresh, reports)).toEqual(away)
  expect(await log.readStored(stream)).toEqual({ ok: true, value: [] })
  await written(log, streamOf('police'), ['pass'])

  service.isAway = false
  expect(await log.append(stream, fresh, reports)).toMatchObject({
    ok: true,
    value: { head: { revision: 1 } },
  })
})

test('and nothing is opened that is not in memory; afterwards it is', async () => {
  const { service, start } = givenKeyService()
  const stream = streamOf('police')
  await start().log.append(stream, fresh, [sighting('police', 'bridge', somebody)])
  const { log, ring } = start()
  const read = await log.readStream(stream)
  const [event] = read.ok ? read.value.events : []
  service.isAway = true
  expect(await openSealed(ring, event!)).toEqual(away)
  service.isAway = false
  expect(await openSealed(ring, event!)).toMatchObject({ ok: true, value: { data: somebody } })
})
