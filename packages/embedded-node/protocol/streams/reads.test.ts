import { type AllStreamResolvedEvent, binaryEvent, StreamNotFoundError } from '@eventstore/db-client'
import { beforeAll, describe, expect, test } from 'vitest'
import { clientFor, givenNode, places, sighting, sightings } from '../testing/node-in-test.ts'

const given = givenNode()
beforeAll(async () => {
  await given.client.appendToStream('north', sightings(8))
  await given.client.appendToStream('south', sightings(4))
})

describe('a stream is read', () => {
  test.each([
    ['whole', {}, [0, 1, 2, 3, 4, 5, 6, 7]],
    ['from a revision, which is included', { fromRevision: 5n }, [5, 6, 7]],
    ['counted', { maxCount: 2 }, [0, 1]],
    ['backwards from its end', { direction: 'backwards', fromRevision: 'end', maxCount: 3 }, [7, 6, 5]],
    ['backwards from a revision, which is included', { direction: 'backwards', fromRevision: 1n }, [1, 0]],
    ['beyond its end', { fromRevision: 100n }, []],
    [
      'backwards from beyond its end',
      { direction: 'backwards', fromRevision: 2n ** 64n - 1n, maxCount: 1 },
      [7],
    ],
  ] as const)('%s', async (_how, options, expected) => {
    expect(await places(given.client.readStream('north', options))).toEqual(expected.map((i) => `post ${i}`))
  })

  test('with the position of each event', async () => {
    const { position } = await given.client.appendToStream('placed', sightings(1))
    const [found] = await Array.fromAsync(given.client.readStream('placed'))
    expect(found!.event!.position).toEqual(position)
    expect(found!.commitPosition).toBe(position!.commit)
  })
})

describe('a stream that was missing', () => {
  test('is found by whoever reads it after its append was answered', async () => {
    const reader = clientFor(given.node)
    const lane = async (lane: number): Promise<void> => {
      for (let round = 0; round < 15; round++) {
        const stream = `late-${lane}-${round}`
        const read = () => places(reader.readStream(stream))
        await expect(read()).rejects.toThrow(StreamNotFoundError)
        const meanwhile = read().catch(() => [])
        await given.client.appendToStream(stream, sighting('ford'))
        expect(await read()).toEqual(['ford'])
        await meanwhile
      }
    }
    const wholeLog = async (): Promise<void> => {
      for (let pass = 0; pass < 5; pass++) await Array.fromAsync(reader.readAll())
    }
    await Promise.all([wholeLog(), ...Array.from({ length: 20 }, (_, i) => lane(i))])
    await reader.dispose()
  })
})

describe('the log is read', () => {
  const all = () => Array.fromAsync(given.client.readAll())
  const ids = (events: readonly AllStreamResolvedEvent[]) => events.map(({ event }) => event!.id)

  test('whole, system events first, each at a higher position', async () => {
    const events = await all()
    const positions = events.map(({ event }) => event!.position.commit)
    expect(events[0]!.event!.streamId.startsWith('$')).toBe(true)
    expect(events.filter(({ event }) => !event!.streamId.startsWith('$')).length).toBeGreaterThanOrEqual(12)
    expect(positions).toEqual([...positions].sort((a, b) => Number(a - b)))
  })

  test('forwards from a position, which is included, and backwards from one, which is not', async () => {
    const events = await all()
    const fromPosition = events[3]!.event!.position
    const after = await Array.fromAsync(given.client.readAll({ fromPosition, maxCount: 2 }))
    const before = await Array.fromAsync(given.client.readAll({ fromPosition, direction: 'backwards' }))

    expect(ids(after)).toEqual(ids(events.slice(3, 5)))
    expect(ids(before)).toEqual(ids(events.slice(0, 3).reverse()))
  })

  test('backwards from its end', async () => {
    const events = await all()
    const back = await Array.fromAsync(given.client.readAll({ direction: 'backwards', fromPosition: 'end' }))
    expect(ids(back)).toEqual(ids(events.reverse()))
  })

  test('in pages that lose and double nothing, whatever the size of the events', async () => {
    const large = Array.from({ length: 12 }, (_, i) =>
      binaryEvent({ type: 'Photo', data: Buffer.alloc(90_000, i) }),
    )
    for (let i = 0; i < 6; i++) await given.client.appendToStream('large', large.slice(i * 2, i * 2 + 2))
    await given.client.appendToStream('small', sightings(3000))
    const events = await Array.fromAsync(given.client.readStream('large'))
    expect(events.map(({ event }) => (event!.data as Uint8Array)[0])).toEqual([...large.keys()])
    expect(new Set(ids(await all())).size).toBe((await all()).length)
  })
})

describe('links', () => {
  test('lead to their event where the reader asks for it', async () => {
    await given.client.appendToStream('index', binaryEvent({ type: '$>', data: Buffer.from('2@north') }))
    const [plain] = await Array.fromAsync(given.client.readStream('index'))
    const [followed] = await Array.fromAsync(given.client.readStream('index', { resolveLinkTos: true }))

    expect(plain!.event!.type).toBe('$>')
    expect(plain!.link).toBeUndefined()
    expect(followed!.event).toMatchObject({ streamId: 'north', revision: 2n })
    expect(followed!.link).toMatchObject({ streamId: 'index', revision: 0n })
  })

  test('to what is not there come without an event', async () => {
    await given.client.appendToStream('broken', binaryEvent({ type: '$>', data: Buffer.from('7@nowhere') }))
    const [followed] = await Array.fromAsync(given.client.readStream('broken', { resolveLinkTos: true }))
    expect(followed!.event).toBeUndefined()
    expect(followed!.link).toMatchObject({ streamId: 'broken' })
  })
})
