import {
  CommandHandler,
  type Event,
  NO_CONCURRENCY_CHECK,
  STREAM_DOES_NOT_EXIST,
  STREAM_EXISTS,
} from '@event-driven-io/emmett'
import { getEventStoreDBEventStore } from '@event-driven-io/emmett-esdb'
import { describe, expect, test } from 'vitest'
import { givenNode } from './testing/node-in-test.ts'

/** Emmett's package for EventStoreDB, unchanged, on the node. It has no subscriptions in this release. */
const given = givenNode()
const emmett = () => getEventStoreDBEventStore(given.client)

type SightingReported = Event<'SightingReported', { place: string }, { agency: string }>
const sighting = (place: string): SightingReported => ({
  type: 'SightingReported',
  data: { place },
  metadata: { agency: 'police' },
})
const route = {
  evolve: (places: readonly string[], { data }: SightingReported) => [...places, data.place],
  initialState: (): readonly string[] => [],
}

describe('appending through Emmett', () => {
  test('tells the next version and goes on from it', async () => {
    const first = await emmett().appendToStream('appended', [sighting('ford'), sighting('pass')])
    const second = await emmett().appendToStream('appended', [sighting('bridge')], {
      expectedStreamVersion: first.nextExpectedStreamVersion,
    })
    expect([first, second].map((each) => each.nextExpectedStreamVersion)).toEqual([1n, 2n])
  })

  test.each([
    ['a new stream', [], STREAM_DOES_NOT_EXIST, true],
    ['any stream', ['ford'], NO_CONCURRENCY_CHECK, true],
    ['a known stream', ['ford'], STREAM_EXISTS, true],
    ['a version', ['ford', 'pass'], 1n, true],
    ['a new stream where there is one', ['ford'], STREAM_DOES_NOT_EXIST, false],
    ['a known stream where there is none', [], STREAM_EXISTS, false],
    ['a version that is behind', ['ford', 'pass'], 0n, false],
  ])('expects %s', async (what, before, expectedStreamVersion, accepted) => {
    if (before.length > 0) await emmett().appendToStream(what, before.map(sighting))
    const appended = emmett().appendToStream(what, [sighting('bridge')], { expectedStreamVersion })

    if (accepted) return expect(await appended).toHaveProperty('nextExpectedStreamVersion')
    await expect(appended).rejects.toThrow(`Expected version ${expectedStreamVersion} does not match`)
    const { events } = await emmett().readStream<SightingReported>(what)
    expect(events.map(({ data }) => data.place)).toEqual(before)
  })
})

describe('reading through Emmett', () => {
  test('gives events with what was recorded about them', async () => {
    await emmett().appendToStream('read', ['ford', 'pass', 'bridge'].map(sighting))
    const read = await emmett().readStream<SightingReported>('read', { from: 1n, maxCount: 1n })
    const recorded = await Array.fromAsync(given.client.readStream('read'))

    expect(read.streamExists).toBe(true)
    expect(read.events).toEqual([
      {
        type: 'SightingReported',
        data: { place: 'pass' },
        metadata: {
          agency: 'police',
          eventId: recorded[1]!.event!.id,
          streamName: 'read',
          streamPosition: 1n,
          globalPosition: recorded[1]!.event!.position!.commit,
        },
      },
    ])
  })

  test('aggregates a stream', async () => {
    await emmett().appendToStream('aggregated', ['ford', 'pass'].map(sighting))
    expect(await emmett().aggregateStream('aggregated', route)).toEqual({
      state: ['ford', 'pass'],
      currentStreamVersion: 1n,
      streamExists: true,
    })
  })

  test('knows a stream that is missing', async () => {
    expect(await emmett().readStream('missing')).toMatchObject({ events: [], streamExists: false })
    expect(await emmett().aggregateStream('missing', route)).toMatchObject({ state: [], streamExists: false })
  })
})

test("Emmett's command handler decides on what was recorded", async () => {
  const handle = CommandHandler<readonly string[], SightingReported>(route)
  const report = (place: string) =>
    handle(emmett(), 'commanded', (places) => (places.includes(place) ? [] : sighting(place)))
  for (const place of ['ford', 'pass', 'ford', 'bridge']) await report(place)

  const { state } = await emmett().aggregateStream('commanded', route)
  expect(state).toEqual(['ford', 'pass', 'bridge'])
})
