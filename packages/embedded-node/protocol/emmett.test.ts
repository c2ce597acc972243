import type { Event } from '@event-driven-io/emmett'
import { getEventStoreDBEventStore } from '@event-driven-io/emmett-esdb'
import { expect, test } from 'vitest'
import { givenNode } from './test-node.ts'

const given = givenNode()

type SightingReported = Event<'SightingReported', { place: string }>
const sighting = (place: string): SightingReported => ({ type: 'SightingReported', data: { place } })

test("Emmett's event store for EventStoreDB works on the node unchanged", async () => {
  const store = getEventStoreDBEventStore(given.client)
  const appended = await store.appendToStream<SightingReported>('emmett-1', [
    sighting('ford'),
    sighting('pass'),
  ])
  await store.appendToStream<SightingReported>('emmett-1', [sighting('bridge')], {
    expectedStreamVersion: appended.nextExpectedStreamVersion,
  })
  const { state, currentStreamVersion } = await store.aggregateStream<string[], SightingReported>(
    'emmett-1',
    {
      evolve: (places: string[], { data }: SightingReported) => [...places, data.place],
      initialState: () => [],
    },
  )
  expect(state).toEqual(['ford', 'pass', 'bridge'])
  expect(currentStreamVersion).toBe(2n)

  const read = await store.readStream<SightingReported>('emmett-1', { from: 1n })
  expect(read.events.map(({ data }) => data.place)).toEqual(['pass', 'bridge'])
  await expect(
    store.appendToStream<SightingReported>('emmett-1', [sighting('late')], { expectedStreamVersion: 0n }),
  ).rejects.toThrow('Expected version 0 does not match current 2')
})
