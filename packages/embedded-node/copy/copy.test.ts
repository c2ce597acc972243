import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningNode, startNode } from '../index.ts'
import { compactStore } from '../operations/compact-store.ts'
import { copyLog } from './copy-log.ts'
import { openRawAppender, type RawEvent, readRaw } from './raw-log.ts'
import { verifyCopy } from './verify-copy.ts'

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
const server = async (dataFolder?: string): Promise<{ node: RunningNode; client: EventStoreDBClient }> => {
  const node = await startNode({ port: 0, ...(dataFolder === undefined ? {} : { dataFolder }) })
  const client = EventStoreDBClient.connectionString(node.connectionString)
  onTestFinished(async () => {
    await client.dispose()
    await node.stop()
  })
  return { node, client }
}
const sightings = (count: number, prefix = 'post') =>
  Array.from({ length: count }, (_, i) =>
    jsonEvent({ type: 'SightingReported', data: { place: `${prefix} ${i}` } }),
  )

const rawEvents = async (client: EventStoreDBClient): Promise<RawEvent[]> => {
  const events: RawEvent[] = []
  for await (const event of readRaw(client, 0n)) if (!/^\$[^$]|^\$\$\$/.test(event.stream)) events.push(event)
  return events
}
const withoutPlace = ({ position: _position, created: _created, ...event }: RawEvent) => ({
  ...event,
  data: [...event.data],
  metadata: [...event.metadata],
})

const placesIn = async (client: EventStoreDBClient, stream: string): Promise<string[]> => {
  const places: string[] = []
  for await (const { event } of client.readStream<ReturnType<typeof sightings>[0]>(stream))
    places.push(event!.data.place)
  return places
}

/** Streams of every fate: plain, described, shortened, deleted and begun anew, ended. */
const tellStory = async (client: EventStoreDBClient): Promise<void> => {
  for (let i = 0; i < 30; i++) {
    await client.appendToStream(`police-${i % 5}`, sightings(3))
    await client.appendToStream(`border-${i % 3}`, sightings(1))
  }
  await client.appendToStream(
    'photos',
    binaryEvent({ type: 'Photo', data: Buffer.alloc(700_000, 7), metadata: { a: 1 } }),
  )
  await client.setStreamMetadata('police-0', { maxCount: 4, acl: { readRoles: ['police'] } })
  await client.deleteStream('police-1')
  await client.appendToStream('police-1', sightings(2, 'anew'))
  await client.deleteStream('police-2')
  await client.tombstoneStream('border-0')
  await client.appendToStream('police-3', sightings(1200))
}
/** A number that JavaScript cannot hold: only a copy byte for byte keeps it. */
const exactNumber = async (client: EventStoreDBClient): Promise<void> => {
  const appender = await openRawAppender(client)
  const [id, data] = ['7b0f2a35-6d43-4b56-9d43-0b3f6a1f8e11', Buffer.from('{"serial": 9007199254740993 }')]
  const shape = { id, data, metadata: new Uint8Array(), type: 'Counted', contentType: 'application/json' }
  await appender.append('exact', 'any', [
    { ...shape, stream: 'exact', revision: 0n, position: 0n, created: '0' },
  ])
  appender.close()
}

test('a log is the same after a copy, and after the copy back', async () => {
  const [here, there, back] = [await server(), await server(), await server()]
  const folder = await newFolder()
  await tellStory(here.client)
  await exactNumber(here.client)

  const out = { from: here.client, to: there.client, stateFile: join(folder, 'out.json') }
  await copyLog(out)
  expect(await verifyCopy(out)).toMatchObject({ differing: [], sameOrder: true })
  const home = { from: there.client, to: back.client, stateFile: join(folder, 'home.json') }
  await copyLog(home)
  expect(await verifyCopy(home)).toMatchObject({ differing: [], sameOrder: true })

  const own = (events: RawEvent[]) =>
    events.filter(({ stream }) => !stream.startsWith('$') && stream !== 'border-0')
  expect(own(await rawEvents(back.client)).map(withoutPlace)).toEqual(
    own(await rawEvents(here.client)).map(withoutPlace),
  )
  await expect(back.client.appendToStream('border-0', sightings(1))).rejects.toThrow()
})

test('a copy that was stopped goes on and doubles nothing', async () => {
  const [here, there] = [await server(), await server()]
  const stateFile = join(await newFolder(), 'state.json')
  await tellStory(here.client)
  // Stopped after the target was written and before the state was: everything is sent a second time.
  await copyLog({ from: here.client, to: there.client, stateFile: join(await newFolder(), 'lost.json') })
  await copyLog({ from: here.client, to: there.client, stateFile })
  await here.client.appendToStream('police-4', sightings(5, 'later'))
  const told: [number, number][] = []
  const onProgress = (...progress: [number, number]) => void told.push(progress)
  const { events } = await copyLog({ from: here.client, to: there.client, stateFile, onProgress })

  expect(told.at(-1)).toEqual([events, events])
  const verified = await verifyCopy({ from: here.client, to: there.client, stateFile })
  expect(verified).toMatchObject({ differing: [], sameOrder: true, events })
})

test('a state of a copy between other logs is refused, and so is what is none, before anything is copied', async () => {
  const [here, there, other] = [await server(), await server(), await server()]
  const stateFile = join(await newFolder(), 'state.json')
  await tellStory(here.client)
  await copyLog({ from: here.client, to: there.client, stateFile })

  const further = copyLog({ from: there.client, to: other.client, stateFile })
  await expect(further).rejects.toThrow(/state\.json belongs to a copy with another source\. .*--state/)
  const elsewhere = copyLog({ from: here.client, to: other.client, stateFile })
  await expect(elsewhere).rejects.toThrow(/another target/)
  await writeFile(stateFile, 'no state')
  const broken = copyLog({ from: here.client, to: other.client, stateFile })
  await expect(broken).rejects.toThrow(/state\.json does not hold the progress of a copy/)
  expect((await rawEvents(other.client)).some(({ stream }) => stream.startsWith('police'))).toBe(false)
})

test('a log is not copied to itself, under whatever name, and nothing is written', async () => {
  const here = await server()
  await tellStory(here.client)
  const again = EventStoreDBClient.connectionString(
    here.node.connectionString.replace('127.0.0.1', 'localhost'),
  )
  onTestFinished(() => again.dispose())
  const stateFile = join(await newFolder(), 'state.json')
  const before = await rawEvents(here.client)
  await expect(copyLog({ from: here.client, to: again, stateFile })).rejects.toThrow(/the same log/)
  expect(await rawEvents(here.client)).toEqual(before)
  expect(existsSync(stateFile)).toBe(false)
})

test('streams that lost their beginning keep the order and the visibility of what is left', async () => {
  const folder = await newFolder()
  const first = await startNode({ port: 0, dataFolder: folder })
  const writer = EventStoreDBClient.connectionString(first.connectionString)
  await writer.appendToStream('cut', sightings(10))
  await writer.setStreamMetadata('cut', { truncateBefore: 6 })
  await writer.dispose()
  await first.stop()
  await compactStore({ folder })

  const [here, there] = [await server(folder), await server()]
  const copy = { from: here.client, to: there.client, stateFile: join(await newFolder(), 'state.json') }
  await copyLog(copy)
  await here.client.appendToStream('cut', sightings(1, 'later'))
  await copyLog(copy)
  expect(await verifyCopy(copy)).toMatchObject({ differing: [], sameOrder: true })
  expect(await placesIn(there.client, 'cut')).toEqual(['post 6', 'post 7', 'post 8', 'post 9', 'later 0'])
})

test('streams begun anew behind a compaction are copied, whatever was said about them before', async () => {
  const folder = await newFolder()
  const first = await startNode({ port: 0, dataFolder: folder })
  const writer = EventStoreDBClient.connectionString(first.connectionString)
  await writer.appendToStream('emptied', sightings(10))
  await writer.setStreamMetadata('emptied', { truncateBefore: 10 })
  await writer.appendToStream('deleted', sightings(10))
  await writer.deleteStream('deleted')
  await writer.dispose()
  await first.stop()
  await compactStore({ folder })

  const [here, there] = [await server(folder), await server()]
  for (const stream of ['emptied', 'deleted']) {
    await here.client.appendToStream(stream, sightings(2, 'later'))
    await here.client.appendToStream(stream, sightings(1, 'last'))
  }
  const copy = { from: here.client, to: there.client, stateFile: join(await newFolder(), 'state.json') }
  await copyLog(copy)

  expect(await verifyCopy(copy)).toMatchObject({ differing: [], sameOrder: true })
  for (const stream of ['emptied', 'deleted'])
    expect(await placesIn(there.client, stream)).toEqual(['later 0', 'later 1', 'last 0'])
})

test.each([
  ['lost its first event', '$user-admin', { acl: { readRoles: ['$admins'] } }],
  ['lost what was copied', 'cut', { truncateBefore: 6 }],
])(
  'a source that was compacted meanwhile and %s is copied on with another state, once the target is compacted too',
  async (_, stream, metadata) => {
    const [hereFolder, thereFolder, states] = [await newFolder(), await newFolder(), await newFolder()]
    const compacted = async (folder: string): Promise<EventStoreDBClient> => {
      await compactStore({ folder })
      return (await server(folder)).client
    }
    const [here, there] = [await server(hereFolder), await server(thereFolder)]
    await here.client.appendToStream('cut', sightings(10))
    await copyLog({ from: here.client, to: there.client, stateFile: join(states, 'first.json') })
    await here.client.setStreamMetadata(stream, metadata)
    await here.node.stop()
    const from = await compacted(hereFolder)
    await from.appendToStream('cut', sightings(2, 'later'))
    await copyLog({ from, to: there.client, stateFile: join(states, 'second.json') })
    await there.node.stop()

    const copy = { from, to: await compacted(thereFolder), stateFile: join(states, 'second.json') }
    expect(await verifyCopy(copy)).toMatchObject({ differing: [], sameOrder: true })
  },
)

test('a source whose events went before they were copied is refused, with what to do', async () => {
  const folder = await newFolder()
  const [here, there] = [await server(folder), await server()]
  const stateFile = join(await newFolder(), 'state.json')
  await here.client.appendToStream('cut', sightings(10))
  await copyLog({ from: here.client, to: there.client, stateFile })
  await here.client.appendToStream('cut', sightings(10))
  await here.client.setStreamMetadata('cut', { truncateBefore: 15 })
  await here.node.stop()
  await compactStore({ folder })
  const { client: from } = await server(folder)
  await expect(copyLog({ from, to: there.client, stateFile })).rejects.toThrow(
    /refuses cut from revision 15 on .* compacted meanwhile, .* empty target/,
  )
})

test('metadata may be others in the target, and a copy goes on as it began', async () => {
  const [here, there] = [await server(), await server()]
  const stateFile = join(await newFolder(), 'state.json')
  await tellStory(here.client)
  const created = ({ created }: RawEvent) => Buffer.from(JSON.stringify({ created }))
  const copy = { from: here.client, to: there.client, stateFile, metadataOf: created }
  await copyLog(copy)
  await here.client.appendToStream('police-4', sightings(5, 'later'))
  await expect(copyLog({ ...copy, metadataOf: undefined })).rejects.toThrow(/to a copy that adds to metadata/)
  await copyLog(copy)

  expect(await verifyCopy(copy)).toMatchObject({ differing: [], sameOrder: true })
  expect((await verifyCopy({ ...copy, metadataOf: undefined })).differing).toContain('police-4')
  const plain = await rawEvents(here.client)
  const last = (await rawEvents(there.client)).findLast(({ stream }) => stream === 'police-4')!
  expect(Buffer.from(last.metadata)).toEqual(created(plain.findLast(({ id }) => id === last.id)!))
})

test('a target that differs is found', async () => {
  const [here, there] = [await server(), await server()]
  const stateFile = join(await newFolder(), 'state.json')
  await here.client.appendToStream('police-1', sightings(2))
  await copyLog({ from: here.client, to: there.client, stateFile })
  await there.client.appendToStream('police-1', sightings(1))
  expect((await verifyCopy({ from: here.client, to: there.client, stateFile })).differing).toEqual([
    'police-1',
  ])

  await here.client.appendToStream('police-1', sightings(1))
  await expect(copyLog({ from: here.client, to: there.client, stateFile })).rejects.toThrow(
    /refuses police-1/,
  )
})
