import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@concord/embedded-node'
import { type Envelope, isSealed, type NewEvent, type Sealed } from '@concord/kernel'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openAgencyKeys, openEventLog, unseal, unsealSummary } from './index.ts'
import {
  agencies,
  followed,
  fresh,
  type LogsInTest,
  openLogsInTest,
  SightingReported,
  sighting,
  streamOf,
  written,
} from './testing/logs-in-test.ts'

let logs: LogsInTest
beforeAll(async () => {
  logs = await openLogsInTest()
})
afterEach(() => logs.closeOpened())
afterAll(() => logs.close())

test('an agency enrols once, and a second process of it finds its key on record', async () => {
  const first = await logs.logOf('police').enrol()
  const second = await logs.logOf('police').enrol()

  expect(first).toEqual(second)
  expect(first.ok).toBe(true)
})

test('what was appended is read back as the writer was told', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  const appended = await written(log, stream, ['bridge', 'ford'])
  const read = await log.readStream(stream)

  expect(read.ok && read.value.head).toEqual(appended.head)
  expect(read.ok && read.value.events.map(({ data }) => data)).toEqual([
    { place: 'bridge' },
    { place: 'ford' },
  ])
  expect(read.ok && read.value.events.at(-1)?.position).toEqual(appended.position)
  expect(appended.events).toEqual(
    read.ok && read.value.events.map(({ position: _, recordedAt: __, ...known }) => known),
  )
})

test('a follower is given events as a reader is, and the texts that the store holds', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  await written(log, stream, ['bridge', 'ford'])
  const stored = await log.readStored(stream)
  const items = await followed(log, stream)

  expect(items.map((item) => item.kind === 'event' && { ...item.event })).toEqual(stored.ok && stored.value)
  expect(items.map((item) => item.kind === 'event' && item.texts)).toEqual(
    stored.ok &&
      stored.value.map(({ data, metadata }) => ({
        data: JSON.stringify(data),
        metadata: JSON.stringify(metadata),
      })),
  )
})

test('a read that resumes after a head continues the chain from there', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  const first = await written(log, stream, ['bridge'])
  await log.append(stream, first.head, [sighting('police', 'ford')])

  const rest = await log.readStream(stream, { after: first.head })
  const elsewhere = await log.readStream(stream, { after: { ...first.head, hash: 'A'.repeat(43) } })

  expect(rest.ok && rest.value.events.map(({ revision }) => revision)).toEqual([1])
  expect(elsewhere).toMatchObject({
    ok: false,
    error: { kind: 'refused', event: { reason: 'broken-chain' } },
  })
})

test('a second writer at the same revision is told of the conflict', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  await written(log, stream, ['bridge'])

  expect(await log.append(stream, fresh, [sighting('police', 'ford')])).toEqual({
    ok: false,
    error: { kind: 'conflict', current: 0 },
  })
})

test('an agency cannot write into the stream of another one', async () => {
  await expect(
    logs.logOf('police').append(streamOf('border'), fresh, [sighting('border', 'pass')]),
  ).rejects.toThrow('belongs to border')
})

test('personal fields are sealed in the store and open for who holds the key', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  const subjects = [{ subject: 'P-1', name: 'Ganbold' }]
  await log.append(stream, fresh, [sighting('police', 'bridge', { subjects })])

  const raw = await log.readStored(stream)
  const event = raw.ok ? raw.value[0]! : undefined
  expect(JSON.stringify(event!.data)).not.toContain('Ganbold')
  expect(isSealed((event!.data as { subjects: { name: unknown }[] }).subjects[0]!.name)).toBe(true)

  const keys = openAgencyKeys(logs.folder)
  logs.opened.push(keys)
  expect(await unseal(keys.ring, event!.id, event!.data)).toEqual({
    data: { place: 'bridge', subjects },
    opened: ['/subjects/0/name'],
    closed: [],
  })
})

test('a summary is sealed where the event concerns a person, and stays in the clear elsewhere', async () => {
  const log = logs.logOf('police')
  const stream = streamOf('police')
  const noted = (data: object, more: object = {}): NewEvent => {
    const event = sighting('police', 'bridge', data)
    const envelope = { ...event.envelope, summary: 'Ganbold was here', ...more }
    return { ...event, type: 'PlaceNoted', envelope }
  }
  const seen = { ...noted({}), type: 'SightingReported' }
  const about = [noted({ subjects: ['P-1'] }), noted({}, { subjectCategory: 'witness' }), seen]
  await log.append(stream, fresh, [noted({}), ...about])

  const raw = await log.readStored(stream)
  const [clear, ...sealed] = raw.ok ? raw.value.map(({ metadata }) => metadata as Envelope) : []
  expect(clear!.summary).toBe('Ganbold was here')
  expect(sealed.map(({ summary }) => isSealed(summary))).toEqual([true, true, true])
  expect(JSON.stringify(sealed)).not.toContain('Ganbold')

  const keys = openAgencyKeys(logs.folder)
  logs.opened.push(keys)
  const ids = about.map(({ id }) => id)
  const open = (id: string, { summary }: Envelope) => unsealSummary(keys.ring, id, summary)
  expect(await open(ids[0]!, sealed[0]!)).toBe('Ganbold was here')
  const keyOf = ({ summary }: Envelope) => (summary as Sealed).$sealed.key
  expect(keyOf(sealed[0]!)).toBe((await keys.ring.keyFor('P-1', stream)).id)
  expect(keyOf(sealed[1]!)).toBe((await keys.ring.keyFor(ids[1]!, stream)).id)
  expect(isSealed(await open(ids[1]!, sealed[0]!))).toBe(true)
})

test('deciders stop at a type they do not know, followers are given it', async () => {
  const newer = { ...SightingReported, type: 'DroneSeen' }
  const keys = openAgencyKeys(logs.folder)
  const ahead = openEventLog({
    connectionString: logs.node.connectionString,
    agencies: [{ name: 'police', events: [newer] }],
    keys,
    agency: 'police',
  })
  logs.opened.push(ahead, keys)
  const stream = streamOf('police')
  await ahead.append(stream, fresh, [{ ...sighting('police', 'sky'), type: 'DroneSeen' }])

  const log = logs.logOf('police')
  expect(await log.readStream(stream)).toMatchObject({
    ok: false,
    error: { event: { reason: 'unknown-type' } },
  })
  expect((await followed(log, stream)).map(({ kind }) => kind)).toEqual(['event'])
})

test('a follower goes on live where catching up ended', async () => {
  const log = logs.logOf('police')
  const head = await log.head()
  const stream = streamOf('police')
  const end = new AbortController()
  const seen: string[] = []
  for await (const batch of log.follow({
    ...(head.ok && head.value !== undefined ? { after: head.value } : {}),
    signal: end.signal,
  })) {
    for (const item of batch) {
      seen.push(item.kind)
      if (item.kind === 'caught-up') await written(log, stream, ['river'])
      if (item.kind === 'event') end.abort()
    }
  }
  expect(seen.filter((kind) => kind !== 'checkpoint')).toEqual(['caught-up', 'event'])
})

test('while the store is away calls fail fast and followers are told; afterwards all goes on by itself', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'concord-store-'))
  const store = await startNode({ port: 0, dataFolder })
  const keys = openAgencyKeys(logs.folder)
  const { connectionString, port } = store
  const log = openEventLog({ connectionString, agencies, keys, agency: 'police', deadlineMs: 1_000 })
  logs.opened.push(log, keys)
  const stream = streamOf('police')
  const { head } = await written(log, stream, ['bridge'])
  const following = log.follow({ signal: new AbortController().signal })[Symbol.asyncIterator]()
  const untilLost = async (): Promise<never> => {
    for (;;) await following.next()
  }
  const lost = untilLost()
  lost.catch(() => undefined)

  await store.stop()
  await expect(lost).rejects.toThrow()
  expect(await log.append(stream, head, [sighting('police', 'ford')])).toMatchObject({
    error: { kind: 'unavailable', retryAfterS: 2 },
  })
  expect(await log.readStream(stream)).toMatchObject({ error: { kind: 'unavailable' } })
  expect(await log.head()).toMatchObject({ error: { kind: 'unavailable' } })

  const back = await startNode({ port, dataFolder })
  await expect.poll(async () => (await log.append(stream, head, [sighting('police', 'ford')])).ok).toBe(true)
  expect(await followed(log, stream)).toHaveLength(2)
  await back.stop()
  await rm(dataFolder, { recursive: true })
})
