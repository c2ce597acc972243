import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CancelledError,
  EventStoreDBClient,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  streamNameFilter,
  UnavailableError,
} from '@eventstore/db-client'
import { describe, expect, test } from 'vitest'
import { startNode } from '../index.ts'
import { clientFor, givenNode, places, sighting, sightings } from './testing/node-in-test.ts'

const given = givenNode()
const credentials = { username: 'any', password: 'any' }
const untilFailed = (stream: NodeJS.EventEmitter) => new Promise((resolve) => stream.once('error', resolve))
const untilRefused = async (append: () => Promise<unknown>): Promise<unknown> => {
  for (;;) {
    const refusal = await append().then(
      () => undefined,
      (reason) => reason,
    )
    if (refusal !== undefined) return refusal
  }
}

describe('a client finds the node', () => {
  test.each([
    ['by address', (port: number) => `esdb://127.0.0.1:${port}?tls=false`],
    [
      'by name and with credentials, which it does not ask for',
      (port: number) => `esdb://admin:changeit@localhost:${port}?tls=false`,
    ],
    ['by discovery', (port: number) => `esdb+discover://localhost:${port}?tls=false&nodePreference=leader`],
    ['among several', (port: number) => `esdb://localhost:1,127.0.0.1:${port}?tls=false&discoveryInterval=1`],
  ])('%s', async (how, connectionString) => {
    const client = EventStoreDBClient.connectionString(connectionString(given.node.port))
    await client.appendToStream(`found ${how}`, sighting('ford'))
    expect(await places(client.readStream(`found ${how}`))).toEqual(['ford'])
    await client.dispose()
  })

  test('and what it supports', async () => {
    const capabilities = await (
      given.client as unknown as { capabilities: Promise<{ serverVersion: string }> }
    ).capabilities
    expect(capabilities.serverVersion).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('what the node leaves to a server is refused in a sentence', () => {
  const toStream = persistentSubscriptionToStreamSettingsFromDefaults()
  const toAll = persistentSubscriptionToAllSettingsFromDefaults()
  test.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
    [
      'createPersistentSubscriptionToStream',
      (c) => c.createPersistentSubscriptionToStream('s', 'g', toStream),
    ],
    ['createPersistentSubscriptionToAll', (c) => c.createPersistentSubscriptionToAll('g', toAll)],
    [
      'updatePersistentSubscriptionToStream',
      (c) => c.updatePersistentSubscriptionToStream('s', 'g', toStream),
    ],
    ['updatePersistentSubscriptionToAll', (c) => c.updatePersistentSubscriptionToAll('g', toAll)],
    ['deletePersistentSubscriptionToStream', (c) => c.deletePersistentSubscriptionToStream('s', 'g')],
    ['deletePersistentSubscriptionToAll', (c) => c.deletePersistentSubscriptionToAll('g')],
    ['subscribe to a stream', (c) => Array.fromAsync(c.subscribeToPersistentSubscriptionToStream('s', 'g'))],
    ['subscribe to all', (c) => Array.fromAsync(c.subscribeToPersistentSubscriptionToAll('g'))],
    ['getPersistentSubscriptionToStreamInfo', (c) => c.getPersistentSubscriptionToStreamInfo('s', 'g')],
    ['getPersistentSubscriptionToAllInfo', (c) => c.getPersistentSubscriptionToAllInfo('g')],
    ['listAllPersistentSubscriptions', (c) => c.listAllPersistentSubscriptions()],
    ['listPersistentSubscriptionsToStream', (c) => c.listPersistentSubscriptionsToStream('s')],
    ['listPersistentSubscriptionsToAll', (c) => c.listPersistentSubscriptionsToAll()],
    ['replayParkedMessagesToStream', (c) => c.replayParkedMessagesToStream('s', 'g')],
    ['replayParkedMessagesToAll', (c) => c.replayParkedMessagesToAll('g')],
    ['restartPersistentSubscriptionSubsystem', (c) => c.restartPersistentSubscriptionSubsystem()],
    ['createProjection', (c) => c.createProjection('p', 'fromAll()')],
    [
      'createProjection, tracking',
      (c) => c.createProjection('p', 'fromAll()', { trackEmittedStreams: true }),
    ],
    ['listProjections', (c) => c.listProjections()],
    ['getProjectionState', (c) => c.getProjectionState('p')],
  ])('%s', async (_method, call) => {
    await expect(call(given.client)).rejects.toThrow(
      /UNIMPLEMENTED: The embedded node has no (persistent subscriptions|projections engine)/,
    )
  })
})

describe('when the node goes down', () => {
  const givenLongStream = async () => {
    const node = await startNode({ port: 0 })
    const client = clientFor(node)
    await client.appendToStream('long', sightings(5000))
    return { node, client }
  }

  test('subscriptions end with CANCELLED, whether their readers keep up or not', async () => {
    const { node, client } = await givenLongStream()
    const live = client.subscribeToAll({ fromPosition: 'end' })
    const paused = client.subscribeToStream('long').pause()
    const ends = [untilFailed(live), untilFailed(paused)]
    await Promise.all([live, paused].map((each) => new Promise((next) => each.once('confirmation', next))))
    await node.stop()

    paused.resume()
    for (const end of ends) expect(await end).toBeInstanceOf(CancelledError)
    await client.dispose()
  })

  test('reads that are under way end with CANCELLED', async () => {
    const { node, client } = await givenLongStream()
    const read = client.readStream('long')
    const end = untilFailed(read)
    await new Promise((resolve) => read.once('readable', resolve))
    await node.stop()

    read.resume()
    expect(await end).toBeInstanceOf(CancelledError)
    await client.dispose()
  })

  test('appends end with CANCELLED on the shared connection and with UNAVAILABLE in calls of their own', async () => {
    const { node, client } = await givenLongStream()
    const shared = untilRefused(() => client.appendToStream('long', sightings(2000)))
    const own = untilRefused(() => client.appendToStream('own', sightings(20_000), { credentials }))
    await expect.poll(() => node.statistics().calls['streams.Streams/Append']).toBeGreaterThan(0)
    await node.stop()

    expect(await shared).toBeInstanceOf(CancelledError)
    expect(await own).toBeInstanceOf(UnavailableError)
    await client.dispose()
  })

  test('later calls find nobody', async () => {
    const { node, client } = await givenLongStream()
    await node.stop()
    await expect(client.appendToStream('long', sighting('ford'))).rejects.toThrow(/UNAVAILABLE/)
    await client.dispose()
  })

  test('clients find it again when it is back, with all that was acknowledged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'concord-restart-'))
    const first = await startNode({ port: 0, dataFolder: folder })
    const client = clientFor(first)
    await client.appendToStream('kept', sightings(3))
    await first.stop()
    await expect(client.appendToStream('kept', sighting('lost'))).rejects.toThrow(/UNAVAILABLE/)

    const second = await startNode({ port: first.port, dataFolder: folder })
    const result = await client.appendToStream('kept', sighting('after'), { expectedRevision: 2n })
    expect(result.nextExpectedRevision).toBe(3n)
    expect(await Array.fromAsync(client.readStream('kept'))).toHaveLength(4)
    await client.dispose()
    await second.stop()
    await rm(folder, { recursive: true })
  })

  test('a port that is taken is said in one line', async () => {
    await expect(startNode({ port: given.node.port })).rejects.toThrow(/Port \d+ on 127.0.0.1 is in use/)
  })
})

test('readers that come and go leave nothing behind', async () => {
  const client = clientFor(given.node)
  for (let i = 0; i < 50; i++) {
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: [`p${i}`] }) })
    await new Promise((resolve) => subscription.once('caughtUp' as 'confirmation', resolve))
    await subscription.unsubscribe()
  }
  await client.dispose()
  await expect.poll(() => given.node.statistics().liveSubscriptions).toBe(0)
})

describe('the pages over plain HTTP', () => {
  const page = (path: string) => fetch(`http://127.0.0.1:${given.node.port}${path}`)

  test('tell signs of life and statistics, in JSON and for Prometheus', async () => {
    expect((await page('/health/live')).status).toBe(204)
    expect(await (await page('/ping')).json()).toMatchObject({ text: expect.any(String) })
    expect(await (await page('/stats')).json()).toMatchObject({ lastPosition: expect.any(Number) })
    expect(await (await page('/metrics')).text()).toMatch(/^concord_node_last_position \d+$/m)
  })

  test('are all there is of HTTP', async () => {
    expect((await page('/streams/police-1')).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${given.node.port}/ping`, { method: 'POST' })).status).toBe(404)
  })
})
