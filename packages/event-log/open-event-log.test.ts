import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, startNode } from '@concord/embedded-node'
import {
  defineEvent,
  type Envelope,
  isSealed,
  type LogItem,
  type NewEvent,
  personal,
  type Sealed,
} from '@concord/kernel'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Verification } from './check.ts'
import {
  type ConnectedEventLog,
  type KeyEnd,
  openAgencyKeys,
  openEventLog,
  prepareKeys,
  rotateKey,
  unseal,
  unsealSummary,
} from './index.ts'

const SightingReported = defineEvent({
  type: 'SightingReported',
  schemaVersion: 1,
  command: 'ReportSighting',
  description: 'Somebody may have been seen.',
  data: z.object({
    place: z.string(),
    subjects: z.array(z.object({ subject: z.string(), name: personal(z.string()).optional() })).optional(),
  }),
})
const PlaceNoted = defineEvent({
  type: 'PlaceNoted',
  schemaVersion: 1,
  command: 'NotePlace',
  description: 'Something is said of a place.',
  data: z.object({ place: z.string(), subjects: z.array(z.string()).optional() }),
})
const agencies = ['police', 'border'].map((name) => ({ name, events: [SightingReported, PlaceNoted] }))

let node: RunningNode
let folder: string
const opened: { close: () => unknown }[] = []
beforeAll(async () => {
  node = await startNode({ port: 0 })
  folder = mkdtempSync(join(tmpdir(), 'concord-keys-'))
  prepareKeys(folder, ['police', 'border'])
})
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
afterAll(async () => {
  await node.stop()
  await rm(folder, { recursive: true })
})

const logOf = (agency: string, verify: Verification = 'chain-heads'): ConnectedEventLog => {
  const keys = openAgencyKeys(folder)
  const log = openEventLog({ connectionString: node.connectionString, agencies, keys, agency, verify })
  opened.push(log, keys)
  return log
}
const bareClient = (): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(node.connectionString)
  opened.push({ close: () => client.dispose() })
  return client
}
const sighting = (agency: string, place: string, more: object = {}): NewEvent => ({
  id: randomUUID(),
  type: 'SightingReported',
  data: { place, ...more },
  envelope: {
    schemaVersion: 1,
    commandId: randomUUID(),
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    occurredAt: '2025-04-23T13:20:00+08:00',
    agency,
    actor: { subject: 'duty-1', role: 'duty-officer', agency },
    mode: 'operational',
    marking: { tlp: 'GREEN' },
  },
})
const fresh = { revision: 'no-stream', hash: null } as const
const streamOf = (agency: string): string => `${agency}-${randomUUID()}`
const written = async (log: ConnectedEventLog, stream: string, places: readonly string[]) => {
  const agency = stream.slice(0, stream.indexOf('-'))
  const appended = await log.append(
    stream,
    fresh,
    places.map((place) => sighting(agency, place)),
  )
  if (!appended.ok) throw new Error(JSON.stringify(appended.error))
  return appended.value
}
/** What a follower is given of one stream until it has caught up. */
const followed = async (log: ConnectedEventLog, stream: string): Promise<readonly LogItem[]> => {
  const items: LogItem[] = []
  const end = new AbortController()
  for await (const batch of log.follow({ signal: end.signal })) {
    items.push(...batch.filter((item) => 'event' in item && item.event.stream === stream))
    if (batch.some(({ kind }) => kind === 'caught-up')) end.abort()
  }
  return items
}

test('an agency enrols once, and a second process of it finds its key on record', async () => {
  const first = await logOf('police').enrol()
  const second = await logOf('police').enrol()

  expect(first).toEqual(second)
  expect(first.ok).toBe(true)
})

test('what was appended is read back as the writer was told', async () => {
  const log = logOf('police')
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
  const log = logOf('police')
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
  const log = logOf('police')
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
  const log = logOf('police')
  const stream = streamOf('police')
  await written(log, stream, ['bridge'])

  expect(await log.append(stream, fresh, [sighting('police', 'ford')])).toEqual({
    ok: false,
    error: { kind: 'conflict', current: 0 },
  })
})

test('an agency cannot write into the stream of another one', async () => {
  await expect(
    logOf('police').append(streamOf('border'), fresh, [sighting('border', 'pass')]),
  ).rejects.toThrow('belongs to border')
})

test('personal fields are sealed in the store and open for who holds the key', async () => {
  const log = logOf('police')
  const stream = streamOf('police')
  const subjects = [{ subject: 'P-1', name: 'Ganbold' }]
  await log.append(stream, fresh, [sighting('police', 'bridge', { subjects })])

  const raw = await log.readStored(stream)
  const event = raw.ok ? raw.value[0]! : undefined
  expect(JSON.stringify(event!.data)).not.toContain('Ganbold')
  expect(isSealed((event!.data as { subjects: { name: unknown }[] }).subjects[0]!.name)).toBe(true)

  const keys = openAgencyKeys(folder)
  opened.push(keys)
  expect(await unseal(keys.ring, event!.id, event!.data)).toEqual({
    data: { place: 'bridge', subjects },
    opened: ['/subjects/0/name'],
    closed: [],
  })
})

test('a summary is sealed where the event concerns a person, and stays in the clear elsewhere', async () => {
  const log = logOf('police')
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

  const keys = openAgencyKeys(folder)
  opened.push(keys)
  const ids = about.map(({ id }) => id)
  const open = (id: string, { summary }: Envelope) => unsealSummary(keys.ring, id, summary)
  expect(await open(ids[0]!, sealed[0]!)).toBe('Ganbold was here')
  const keyOf = ({ summary }: Envelope) => (summary as Sealed).$sealed.key
  expect(keyOf(sealed[0]!)).toBe((await keys.ring.keyFor('P-1', stream)).id)
  expect(keyOf(sealed[1]!)).toBe((await keys.ring.keyFor(ids[1]!, stream)).id)
  expect(isSealed(await open(ids[1]!, sealed[0]!))).toBe(true)
})

test.each(['every', 'chain-heads'] as const)(
  'an event that no key of its agency signed is refused (%s)',
  async (verify) => {
    const log = logOf('police', verify)
    const stream = streamOf('police')
    await written(log, stream, ['bridge', 'ford'])
    await bareClient().appendToStream(
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
    const log = logOf('police', verify)
    const [from, to] = [streamOf('police'), streamOf('police')]
    await written(log, from, ['bridge'])
    const raw = await log.readStored(from)
    const { data, metadata, type } = (raw.ok && raw.value[0]) as {
      data: object
      metadata: object
      type: string
    }
    await bareClient().appendToStream(
      to,
      jsonEvent({ type, data: { ...data, place: 'ford' }, metadata } as never),
    )

    expect(await followed(log, to)).toMatchObject([{ kind: 'refused', event: { reason: 'bad-signature' } }])
  },
)

test('the key of one agency does not sign for another one', async () => {
  const border = logOf('border')
  const from = streamOf('border')
  await written(border, from, ['pass'])
  const raw = await border.readStored(from)
  const { data, metadata, type } = (raw.ok && raw.value[0]) as {
    data: object
    metadata: object
    type: string
  }
  const stream = streamOf('police')
  await bareClient().appendToStream(
    stream,
    jsonEvent({ type, data, metadata: { ...metadata, agency: 'police' } } as never),
  )

  expect(await logOf('police').readStream(stream)).toMatchObject({
    ok: false,
    error: { kind: 'refused', event: { reason: 'foreign-key' } },
  })
})

test('what an agency signs in the name of another one is refused', async () => {
  const log = logOf('police')
  const stream = streamOf('police')
  await log.append(stream, fresh, [sighting('border', 'pass')])

  expect(await log.readStream(stream)).toMatchObject({
    ok: false,
    error: { kind: 'refused', event: { reason: 'foreign-key' } },
  })
})

test('deciders stop at a type they do not know, followers are given it', async () => {
  const newer = { ...SightingReported, type: 'DroneSeen' }
  const keys = openAgencyKeys(folder)
  const ahead = openEventLog({
    connectionString: node.connectionString,
    agencies: [{ name: 'police', events: [newer] }],
    keys,
    agency: 'police',
  })
  opened.push(ahead, keys)
  const stream = streamOf('police')
  await ahead.append(stream, fresh, [{ ...sighting('police', 'sky'), type: 'DroneSeen' }])

  const log = logOf('police')
  expect(await log.readStream(stream)).toMatchObject({
    ok: false,
    error: { event: { reason: 'unknown-type' } },
  })
  expect((await followed(log, stream)).map(({ kind }) => kind)).toEqual(['event'])
})

test('a follower goes on live where catching up ended', async () => {
  const log = logOf('police')
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

const rotate = (ends: readonly KeyEnd[] = []) => {
  const { anchors, close } = openAgencyKeys(folder)
  close()
  const { connectionString } = node
  return rotateKey({ connectionString, agencies, anchors, agency: 'border', folder, overlapMs: 60_000, ends })
}

test('a rotated key signs on, and what came from a stolen one is passed over by its owner, who goes on', async () => {
  const log = logOf('border')
  await log.enrol()
  const stream = streamOf('border')
  const { head } = await written(log, stream, ['before'])
  await rotate()
  await log.takeOverKey()
  const [first, second] = log.register.keysOf('border').map(({ kid }) => kid)
  const after = await log.append(stream, head, [sighting('border', 'after')])
  const places = async () => {
    const read = await log.readStream(stream)
    return read.ok && read.value.events.map(({ data }) => (data as { place: string }).place)
  }
  expect(await places()).toEqual(['before', 'after'])

  // It turns out that the first key was stolen long ago.
  await rotate([
    { kid: first!, at: '2020-01-01T00:00:00Z', reason: 'compromised' },
    { kid: second!, at: '2999-01-01T00:00:00Z', reason: 'replaced' },
  ])
  await log.takeOverKey()
  expect(await places()).toEqual(['after'])
  const again = after.ok && (await log.append(stream, after.value.head, [sighting('border', 'again')]))
  expect(again).toMatchObject({ ok: true })
  expect(await places()).toEqual(['after', 'again'])
  expect(await followed(log, stream)).toMatchObject([
    { kind: 'refused', event: { reason: 'ended-key', revision: 0 } },
    { kind: 'event' },
    { kind: 'event' },
  ])
})

test('while the store is away calls fail fast and followers are told; afterwards all goes on by itself', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'concord-store-'))
  const store = await startNode({ port: 0, dataFolder })
  const keys = openAgencyKeys(folder)
  const { connectionString, port } = store
  const log = openEventLog({ connectionString, agencies, keys, agency: 'police', deadlineMs: 1_000 })
  opened.push(log, keys)
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
