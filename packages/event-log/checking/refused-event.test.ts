import { jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ConnectedEventLog, type KeyEnd, readTrustAnchors } from '../index.ts'
import {
  agencies,
  followed,
  fresh,
  type LogsInTest,
  openLogsInTest,
  sighting,
  streamOf,
  written,
} from '../testing/logs-in-test.ts'
import { rotated } from '../testing/rotated.ts'

let logs: LogsInTest
beforeAll(async () => {
  logs = await openLogsInTest()
})
afterEach(() => logs.closeOpened())
afterAll(() => logs.close())

test.each(['every', 'chain-heads'] as const)(
  'an event that no key of its agency signed is refused (%s)',
  async (verify) => {
    const log = logs.logOf('police', verify)
    const stream = streamOf('police')
    await written(log, stream, ['bridge', 'ford'])
    await logs
      .bareClient()
      .appendToStream(
        stream,
        jsonEvent({ type: 'SightingReported', data: { place: 'forged' }, metadata: { schemaVersion: 1 } }),
      )

    expect(await log.readStream(stream)).toMatchObject({
      ok: false,
      error: { kind: 'refused', event: { reason: 'unsigned', revision: 2 } },
    })
    expect((await followed(log, stream)).map(({ kind }) => kind)).toEqual(['event', 'event', 'refused'])
  },
)

test.each(['every', 'chain-heads'] as const)(
  'a changed copy with the old signature is refused (%s)',
  async (verify) => {
    const log = logs.logOf('police', verify)
    const [from, to] = [streamOf('police'), streamOf('police')]
    await written(log, from, ['bridge'])
    const raw = await log.readStored(from)
    const { data, metadata, type } = (raw.ok && raw.value[0]) as {
      data: object
      metadata: object
      type: string
    }
    await logs
      .bareClient()
      .appendToStream(to, jsonEvent({ type, data: { ...data, place: 'ford' }, metadata } as never))

    expect(await followed(log, to)).toMatchObject([{ kind: 'refused', event: { reason: 'bad-signature' } }])
  },
)

test('the key of one agency does not sign for another one', async () => {
  const border = logs.logOf('border')
  const from = streamOf('border')
  await written(border, from, ['pass'])
  const raw = await border.readStored(from)
  const { data, metadata, type } = (raw.ok && raw.value[0]) as {
    data: object
    metadata: object
    type: string
  }
  const stream = streamOf('police')
  await logs
    .bareClient()
    .appendToStream(stream, jsonEvent({ type, data, metadata: { ...metadata, agency: 'police' } } as never))

  expect(await logs.logOf('police').readStream(stream)).toMatchObject({
    ok: false,
    error: { kind: 'refused', event: { reason: 'foreign-key' } },
  })
})

test('what an agency signs in the name of another one is refused', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  await log.append(stream, fresh, [sighting('border', 'pass')])

  expect(await log.readStream(stream)).toMatchObject({
    ok: false,
    error: { kind: 'refused', event: { reason: 'foreign-key' } },
  })
})

/** The next key of border takes over; the process of a log has heard of it. */
const rotate = async (log: ConnectedEventLog, ends: readonly KeyEnd[] = []): Promise<void> => {
  const { folder, node } = logs
  const { connectionString } = node
  const anchors = readTrustAnchors(folder)
  await rotated(log, {
    connectionString,
    agencies,
    anchors,
    agency: 'border',
    folder,
    overlapMs: 60_000,
    ends,
  })
}

test('a rotated key signs on, and what came from a stolen one is passed over by its owner, who goes on', async () => {
  const log = logs.logOf('border')
  await log.enrol()
  const stream = streamOf('border')
  const { head } = await written(log, stream, ['before'])
  await rotate(log)
  const [first, second] = log.register.keysOf('border').map(({ kid }) => kid)
  const after = await log.append(stream, head, [sighting('border', 'after')])
  const places = async () => {
    const read = await log.readStream(stream)
    return read.ok && read.value.events.map(({ data }) => (data as { place: string }).place)
  }
  expect(await places()).toEqual(['before', 'after'])

  // It turns out that the first key was stolen long ago.
  const { keyChanges } = log
  const before = keyChanges()
  await rotate(log, [
    { kid: first!, at: '2020-01-01T00:00:00Z', reason: 'compromised' },
    { kid: second!, at: '2999-01-01T00:00:00Z', reason: 'replaced' },
  ])
  expect(keyChanges()).toBeGreaterThan(before)
  expect(await places()).toEqual(['after'])
  const again = after.ok && (await log.append(stream, after.value.head, [sighting('border', 'again')]))
  expect(again).toMatchObject({ ok: true })
  expect(await places()).toEqual(['after', 'again'])
  // Whoever follows is given what was known at each place: nobody knew of the theft then.
  expect((await followed(log, stream)).map(({ kind }) => kind)).toEqual(['event', 'event', 'event'])
})
