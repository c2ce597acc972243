import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { event, events, openedStore, revisionsIn, revisionsOf, setMetadata } from './testing.ts'

describe('reading', () => {
  test('a stream goes both ways, from any revision, page by page', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(5) })
    const read = (...rest: readonly ['start' | 'end' | bigint, 'forwards' | 'backwards', number]) => {
      const page = store.readStream('police-1', ...rest)
      return [revisionsIn(page), page.kind === 'page' ? page.next : undefined]
    }

    expect(read('start', 'forwards', 3)).toEqual([[0, 1, 2], 3n])
    expect(read(3n, 'forwards', 3)).toEqual([[3, 4], undefined])
    expect(read('end', 'forwards', 3)).toEqual([[], undefined])
    expect(read('end', 'backwards', 2)).toEqual([[4, 3], 2n])
    expect(read(2n, 'backwards', 3)).toEqual([[2, 1, 0], undefined])
    expect(read(99n, 'backwards', 1)).toEqual([[4], 3n])
    expect(read('start', 'backwards', 3)).toEqual([[0], undefined])
    expect(store.readStream('police-2', 'start', 'forwards', 1)).toEqual({ kind: 'stream-not-found' })
  })

  test('$all is inclusive forwards and exclusive backwards', async () => {
    const store = await openedStore()
    const base = store.lastPosition()
    await store.append({ stream: 'police-1', expected: 'any', events: events(4) })
    const read = (...rest: readonly ['start' | 'end' | bigint, 'forwards' | 'backwards', number]) => {
      const page = store.readAll(...rest)
      return [
        page.events.map((each) => each.position - base),
        page.next === undefined ? undefined : page.next - base,
      ]
    }

    expect(read(base + 2n, 'forwards', 2)).toEqual([[2n, 3n], 4n])
    expect(read(base + 3n, 'backwards', 2)).toEqual([[2n, 1n], 1n])
    expect(read('end', 'backwards', 1)).toEqual([[4n], 4n])
    expect(read(base + 5n, 'forwards', 9)).toEqual([[], undefined])
    expect(store.readAll('start', 'forwards', 1).events[0]?.position).toBe(1n)
  })

  test('pages of large events end early', async () => {
    const store = await openedStore()
    const large = Array.from({ length: 9 }, () => event('Photo', 'x'.repeat(1_000_000)))
    await store.append({ stream: 'police-1', expected: 'any', events: large })

    const page = store.readStream('police-1', 'start', 'forwards', 100)
    expect(page).toMatchObject({ kind: 'page', next: 5n })
  })

  test('a commit is visible when it is acknowledged and when listeners hear of it', async () => {
    const store = await openedStore()
    const seen: bigint[] = []
    store.onCommitted(({ lastPosition }) =>
      seen.push(store.readAll('end', 'backwards', 1).events[0]!.position - lastPosition),
    )

    const outcome = await store.append({ stream: 'police-1', expected: 'any', events: events(1) })

    expect(seen).toEqual([0n])
    expect(outcome).toMatchObject({ position: store.lastPosition() })
  })

  test('a stream that was missing is found from its acknowledgement on, whoever else reads and writes', async () => {
    const store = await openedStore({ checkpointPages: 20 })
    const oneAfterAnother = async (writer: number): Promise<void> => {
      for (let round = 0; round < 40; round++) {
        const stream = `police-${writer}-${round}`
        expect(revisionsOf(store, stream)).toBe('stream-not-found')
        let acknowledged = false
        const append = store.append({ stream, expected: 'no_stream', events: events(2) })
        void append.then(() => {
          acknowledged = true
        })
        while (!acknowledged) {
          revisionsOf(store, stream)
          store.readAll('end', 'backwards', 20)
          await nextTurn()
        }
        expect(revisionsOf(store, stream)).toEqual([0, 1])
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, writer) => oneAfterAnother(writer)))
  })
})

describe('metadata', () => {
  test('$maxCount shows the latest events alone', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(5) })
    await setMetadata(store, 'police-1', '{"$maxCount":2}')

    expect(revisionsOf(store, 'police-1')).toEqual([3, 4])
    expect(store.readStream('police-1', 'start', 'forwards', 9)).toMatchObject({ first: 3n, last: 4n })
    expect(revisionsIn(store.readStream('police-1', 'end', 'backwards', 9))).toEqual([4, 3])
  })

  test('$tb hides what lies before', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(4) })
    await setMetadata(store, 'police-1', '{"$tb":3}')

    expect(revisionsOf(store, 'police-1')).toEqual([3])
  })

  test('$maxAge hides what is older, by the clock of the reader', async () => {
    let nowTicks = 0n
    const store = await openedStore({ nowTicks: () => nowTicks })
    for (const second of [100n, 110n, 120n, 130n]) {
      nowTicks = second * 10_000_000n
      await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    }
    await setMetadata(store, 'police-1', '{"$maxAge":15}')

    expect(revisionsOf(store, 'police-1')).toEqual([2, 3])
    nowTicks = 1_000n * 10_000_000n
    expect(revisionsOf(store, 'police-1')).toEqual([])
  })

  test('that cannot be read hides nothing', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })
    for (const text of ['no json', '[]', '{"$maxCount":"1"}', '{"$maxCount":-1,"$tb":0.5}', '{"$tb":1e9}']) {
      await setMetadata(store, 'police-1', text)
      expect(revisionsOf(store, 'police-1')).toEqual([0, 1])
    }
  })

  test('shows its latest event alone', async () => {
    const store = await openedStore()
    await setMetadata(store, 'police-1', '{"$maxCount":2}')
    await setMetadata(store, 'police-1', '{"$maxCount":3}')

    expect(revisionsOf(store, '$$police-1')).toEqual([1])
  })
})
