import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningNode, startNode } from '../index.ts'

let node: RunningNode
let client: EventStoreDBClient
beforeAll(async () => {
  node = await startNode({ port: 0 })
  client = EventStoreDBClient.connectionString(node.connectionString)
})
afterAll(async () => {
  await client.dispose()
  await node.stop()
})

const sighting = (place: string) => jsonEvent({ type: 'SightingReported', data: { place } })

test('what was appended is read back in its order', async () => {
  const result = await client.appendToStream('police-1', [sighting('bridge'), sighting('ford')])
  const credentialed = await client.appendToStream('police-1', sighting('pass'), {
    expectedRevision: result.nextExpectedRevision,
    credentials: { username: 'admin', password: 'changeit' },
  })
  const places: string[] = []
  for await (const { event } of client.readStream('police-1'))
    places.push((event!.data as { place: string }).place)

  expect(places).toEqual(['bridge', 'ford', 'pass'])
  expect(credentialed.nextExpectedRevision).toBe(2n)
})
test('a subscription confirms, delivers the past, says that it caught up, and goes on', async () => {
  const seen: string[] = []
  const subscription = client.subscribeToAll({ fromPosition: 'start' })
  subscription.on('confirmation', () => seen.push('confirmation'))
  subscription.on('caughtUp', () => {
    seen.push('caughtUp')
    void client.appendToStream('police-2', sighting('river'))
  })
  for await (const { event } of subscription) {
    seen.push(event!.streamId)
    if (event!.streamId === 'police-2') break
  }
  expect(seen).toEqual(['confirmation', 'police-1', 'police-1', 'police-1', 'caughtUp', 'police-2'])
})
