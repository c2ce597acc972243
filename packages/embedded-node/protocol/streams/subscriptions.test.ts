import {
  binaryEvent,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  type Position,
  StreamDeletedError,
  streamNameFilter,
} from '@eventstore/db-client'
import { describe, expect, test } from 'vitest'
import { givenNode, sighting, sightings } from '../testing/node-in-test.ts'
import { codes } from '../transport/status.ts'

const given = givenNode()

/** Follows a subscription until `count` events came, and tells everything that it said. */
const heard = async (subscription: ReturnType<typeof given.client.subscribeToAll>, count: number) => {
  const said: string[] = []
  subscription.on('confirmation', () => said.push('confirmation'))
  subscription.on('caughtUp' as 'confirmation', () => said.push('caught up'))
  let left = count
  for await (const { event, link } of subscription) {
    said.push(`${(link ?? event)!.streamId}@${(link ?? event)!.revision}`)
    if (--left === 0) break
  }
  return said
}
const toStream = (name: string, options = {}) =>
  given.client.subscribeToStream(name, options) as unknown as ReturnType<typeof given.client.subscribeToAll>

test.each<[string, (last: bigint) => Position, RegExp]>([
  [
    'that the log has not reached',
    (last) => ({ commit: last + 1_000n, prepare: last + 1_000n }),
    /ends at position \d+, .* from another server/,
  ],
  ['that no server gives', () => ({ commit: 1n, prepare: 2n }), /greater than the commit position/],
])('a subscription from a position %s is refused', async (_, position, why) => {
  const { position: last } = await given.client.appendToStream('cursor', sightings(1))
  const subscription = given.client.subscribeToAll({ fromPosition: position(last!.commit) })
  const refusal = await heard(subscription, 1).catch((error) => error)
  expect(refusal).toMatchObject({ code: codes.invalidArgument, message: expect.stringMatching(why) })
})

describe('a subscription to a stream', () => {
  test('confirms, delivers the past, says that it caught up and goes on', async () => {
    await given.client.appendToStream('border-1', sightings(2))
    const subscription = toStream('border-1')
    subscription.on(
      'caughtUp' as 'confirmation',
      () => void given.client.appendToStream('border-1', sightings(2)),
    )
    expect(await heard(subscription, 4)).toEqual([
      'confirmation',
      'border-1@0',
      'border-1@1',
      'caught up',
      'border-1@2',
      'border-1@3',
    ])
  })

  test('starts strictly after a revision', async () => {
    await given.client.appendToStream('border-2', sightings(4))
    const said = await heard(toStream('border-2', { fromRevision: 1n }), 2)
    expect(said).toEqual(['confirmation', 'border-2@2', 'border-2@3'])
  })

  test('starts after the end, where it is told to', async () => {
    await given.client.appendToStream('border-6', sightings(3))
    const subscription = toStream('border-6', { fromRevision: 'end' })
    subscription.on(
      'caughtUp' as 'confirmation',
      () => void given.client.appendToStream('border-6', sightings(1)),
    )
    expect(await heard(subscription, 1)).toEqual(['confirmation', 'caught up', 'border-6@3'])
  })

  test('waits for a stream that is not there yet', async () => {
    const subscription = toStream('border-3')
    subscription.on(
      'caughtUp' as 'confirmation',
      () => void given.client.appendToStream('border-3', sightings(1)),
    )
    expect(await heard(subscription, 1)).toEqual(['confirmation', 'caught up', 'border-3@0'])
  })

  test('ends with an error when its stream is ended for ever, before or after it began', async () => {
    await given.client.appendToStream('border-4', sightings(1))
    const subscription = toStream('border-4')
    subscription.on('caughtUp' as 'confirmation', () => void given.client.tombstoneStream('border-4'))
    await expect(Array.fromAsync(subscription)).rejects.toThrow(StreamDeletedError)
    await expect(Array.fromAsync(toStream('border-4'))).rejects.toThrow(StreamDeletedError)
  })

  test('follows links', async () => {
    await given.client.appendToStream('border-5', sightings(1))
    await given.client.appendToStream(
      'border-5-links',
      binaryEvent({ type: '$>', data: Buffer.from('0@border-5') }),
    )
    const subscription = given.client.subscribeToStream('border-5-links', { resolveLinkTos: true })
    subscription.on('caughtUp' as 'confirmation', () => {
      void given.client.appendToStream(
        'border-5-links',
        binaryEvent({ type: '$>', data: Buffer.from('0@border-5') }),
      )
    })
    const found: string[] = []
    for await (const { event, link } of subscription) {
      found.push(`${link!.streamId}@${link!.revision} -> ${event!.streamId}@${event!.revision}`)
      if (found.length === 2) break
    }
    expect(found).toEqual(['border-5-links@0 -> border-5@0', 'border-5-links@1 -> border-5@0'])
  })
})

describe('a subscription to the log', () => {
  test('starts strictly after a position', async () => {
    const { position } = await given.client.appendToStream('escape-1', sightings(3))
    await given.client.appendToStream('escape-2', sightings(1))
    const said = await heard(given.client.subscribeToAll({ fromPosition: position! }), 1)
    expect(said).toEqual(['confirmation', 'escape-2@0'])
  })

  test('stops when its reader unsubscribes, without an error', async () => {
    const subscription = given.client.subscribeToAll({ fromPosition: 'end' })
    subscription.on('confirmation', () => void subscription.unsubscribe())
    expect(await Array.fromAsync(subscription)).toEqual([])
  })

  test('gives a hundred readers the same events, also while they come in bursts', async () => {
    const { position } = await given.client.appendToStream('escape-3', sighting('start'))
    const readers = Array.from({ length: 100 }, () =>
      heard(given.client.subscribeToAll({ fromPosition: position! }), 100),
    )
    for (let i = 0; i < 10; i++) await given.client.appendToStream('escape-4', sightings(10))
    const [first, ...others] = await Promise.all(readers)
    const events = (said: readonly string[]) => said.filter((each) => each.includes('@'))
    expect(events(first!)).toEqual(Array.from({ length: 100 }, (_, i) => `escape-4@${i}`))
    for (const other of others) expect(events(other)).toEqual(events(first!))
  })
})

describe('a filter', () => {
  const kinds = [
    ['stream names by prefix', streamNameFilter({ prefixes: ['fire-a', 'fire-b'] })],
    ['stream names by expression', streamNameFilter({ regex: '^fire-[ab]$' })],
    ['event types by prefix', eventTypeFilter({ prefixes: ['FireA', 'FireB'] })],
    ['event types by expression', eventTypeFilter({ regex: '^Fire[AB][a-z]+$' })],
  ] as const
  const fire = (kind: string) => jsonEvent({ type: `Fire${kind}eported`, data: {} })

  test.each(kinds)('on %s lets through what matches, past and new', async (_kind, filter) => {
    const { position } = await given.client.appendToStream('fire-start', sighting('start'))
    await given.client.appendToStream('fire-a', [fire('A')])
    await given.client.appendToStream('fire-c', [fire('C')])
    const subscription = given.client.subscribeToAll({ fromPosition: position!, filter })
    subscription.once('caughtUp' as 'confirmation', async () => {
      await given.client.appendToStream('fire-c', [fire('C')])
      await given.client.appendToStream('fire-b', [fire('B')])
    })
    const said = await heard(subscription, 2)
    expect(said.map((each) => each.split('@')[0])).toEqual(['confirmation', 'fire-a', 'caught up', 'fire-b'])
  })

  test('can leave out system events', async () => {
    const events: string[] = []
    for await (const { event } of given.client.subscribeToAll({ filter: excludeSystemEvents() })) {
      events.push(event!.type)
      if (event!.streamId === 'escape-2') break
    }
    expect(events.length).toBeGreaterThan(3)
    expect(events.filter((type) => type.startsWith('$'))).toEqual([])
  })

  test.each(['(', 'b(?=a)', '(a)\\1'])('that cannot be used (%s) is refused with a reason', async (regex) => {
    const subscription = given.client.subscribeToAll({ filter: streamNameFilter({ regex }) })
    await expect(Array.fromAsync(subscription)).rejects.toThrow(/cannot be used/)
  })

  test('may begin with what must not follow', async () => {
    const { position } = await given.client.appendToStream('fire-start', sighting('start'))
    await given.client.appendToStream('exercise-1', sightings(1))
    await given.client.appendToStream('operation-1', sightings(1))
    const filter = streamNameFilter({ regex: '^(?!exercise-).*-1$' })
    const said = await heard(given.client.subscribeToAll({ fromPosition: position!, filter }), 1)
    expect(said.at(-1)).toBe('operation-1@0')
  })

  test('that would take other engines hours costs nothing', async () => {
    const name = `${'a'.repeat(200)}!`
    const { position } = await given.client.appendToStream('fire-start', sighting('start'))
    await given.client.appendToStream(name, sightings(1))
    await given.client.appendToStream('after-evil', sightings(1))
    const filter = streamNameFilter({ regex: '^(a+)+$|^after-evil$' })
    const said = await heard(given.client.subscribeToAll({ fromPosition: position!, filter }), 1)
    expect(said.at(-1)).toBe('after-evil@0')
  })

  test.each([
    [{ maxSearchWindow: 8, checkpointInterval: 2 }, 16],
    [{ checkpointInterval: 1 }, 32],
  ])('tells its place every window times interval events (%o), matching or not', async (options, every) => {
    const { position } = await given.client.appendToStream('fire-start', sighting('start'))
    const checkpoints: Position[] = []
    const filter = streamNameFilter({
      prefixes: ['goal'],
      ...options,
      checkpointReached: async (_subscription, reached) => void checkpoints.push(reached),
    })
    const subscription = given.client.subscribeToAll({ fromPosition: position!, filter })
    subscription.once('caughtUp' as 'confirmation', async () => {
      for (let i = 0; i < 10; i++) await given.client.appendToStream('fire-noise', sightings(16))
      await given.client.appendToStream('goal', sightings(1))
    })
    await heard(subscription, 1)

    const places = checkpoints.map(({ commit }) => Number(commit - position!.commit))
    expect(places).toEqual(Array.from({ length: Math.floor(160 / every) }, (_, i) => (i + 1) * every))
  })
})
