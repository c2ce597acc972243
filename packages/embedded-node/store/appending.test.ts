import { describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import { event, events, newFolder, openedStore, revisionsOf, setMetadata, textOf } from './testing.ts'

describe('appending', () => {
  test('gives revisions from 0 in the stream and one position after the other in the log', async () => {
    const store = await openedStore()
    const before = store.lastPosition()

    expect(await store.append({ stream: 'police-1', expected: 'no_stream', events: events(2) })).toEqual({
      kind: 'appended',
      revision: 1n,
      position: before + 2n,
    })
    expect(await store.append({ stream: 'border-1', expected: 'any', events: events(1) })).toEqual({
      kind: 'appended',
      revision: 0n,
      position: before + 3n,
    })
  })

  test('keeps every byte, the type and the id', async () => {
    const store = await openedStore()
    const proposed = {
      ...event('Төрөл'),
      contentType: 'application/octet-stream',
      data: Buffer.from([0, 255, 10]),
    } as const

    await store.append({ stream: 'police-1', expected: 'any', events: [proposed] })

    const [stored] = store.readAll('end', 'backwards', 1).events
    expect(stored).toMatchObject({
      id: proposed.id,
      type: 'Төрөл',
      contentType: 'application/octet-stream',
      revision: 0n,
    })
    expect([...stored!.data]).toEqual([0, 255, 10])
    expect(textOf({ ...stored!, data: stored!.metadata })).toBe('{"actor":"duty-sergeant"}')
  })

  test.each([
    ['no_stream', 'wrong-expected-revision'],
    [0n, 'wrong-expected-revision'],
    [1n, 'appended'],
    [2n, 'wrong-expected-revision'],
    ['any', 'appended'],
    ['stream_exists', 'appended'],
  ] as const)('to a stream at revision 1, expecting %s, is answered with %s', async (expected, kind) => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })

    expect((await store.append({ stream: 'police-1', expected, events: events(1) })).kind).toBe(kind)
  })

  test.each([
    ['no_stream', 'appended'],
    [0n, 'wrong-expected-revision'],
    ['any', 'appended'],
    ['stream_exists', 'wrong-expected-revision'],
  ] as const)('to a stream that is not there, expecting %s, is answered with %s', async (expected, kind) => {
    const store = await openedStore()

    expect((await store.append({ stream: 'police-1', expected, events: events(1) })).kind).toBe(kind)
  })

  test('a stream that only has metadata exists', async () => {
    const store = await openedStore()
    await setMetadata(store, 'police-1', '{"$maxCount":3}')

    const outcome = await store.append({ stream: 'police-1', expected: 'stream_exists', events: events(1) })
    expect(outcome.kind).toBe('appended')
  })

  test('writers that arrive together are each judged after the one before', async () => {
    const store = await openedStore()

    const outcomes = await Promise.all(
      [0, 1, 2].map(() => store.append({ stream: 'police-1', expected: 'no_stream', events: events(1) })),
    )

    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      'appended',
      'wrong-expected-revision',
      'wrong-expected-revision',
    ])
    expect(store.stats().groups).toBe(1)
  })
})

describe('repeating an append', () => {
  test.each(['no_stream', 'any', 'stream_exists'] as const)(
    'expecting %s is answered like the first time and adds nothing',
    async (expected) => {
      const store = await openedStore()
      const batch = events(3)
      const first = await store.append({ stream: 'police-1', expected: 'any', events: batch })
      await store.append({ stream: 'police-1', expected: 'any', events: events(1) })

      const outcome = await store.append({
        stream: 'police-1',
        expected,
        events: batch,
      })

      expect(outcome).toEqual(first)
      expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2, 3])
    },
  )

  test('that is only partly there is a wrong expectation', async () => {
    const store = await openedStore()
    const [first, second, third] = events(3)
    await store.append({ stream: 'police-1', expected: 'any', events: [first!, second!] })

    for (const batch of [
      [second!, third!],
      [third!, second!],
    ]) {
      const outcome = await store.append({ stream: 'police-1', expected: 'any', events: batch })
      expect(outcome).toEqual({ kind: 'wrong-expected-revision', current: 1n })
    }
  })

  test.each([
    [[0, 2], 2n],
    [[2, 1], 1n],
    [[1, 1], 1n],
  ])('of events %j of a longer one is a repeat where no revision is named', async (chosen, revision) => {
    const store = await openedStore()
    const batch = events(3)
    await store.append({ stream: 'police-1', expected: 'any', events: batch })

    const outcome = await store.append({
      stream: 'police-1',
      expected: 'any',
      events: chosen.map((index) => batch[index]!),
    })
    expect(outcome).toMatchObject({ kind: 'appended', revision })
    expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
  })

  test.each(['any', 'no_stream'] as const)(
    'that names one event many times adds nothing, expecting %s',
    async (expected) => {
      const store = await openedStore()
      const [one] = events(1)
      const append = { stream: 'police-1', expected, events: [one!, one!, one!] }
      await store.append(append)

      expect(await store.append(append)).toMatchObject({ kind: 'appended', revision: 2n })
      expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
    },
  )

  test('of part of it, from its first event, is a repeat', async () => {
    const store = await openedStore()
    const batch = events(3)
    await store.append({ stream: 'police-1', expected: 'any', events: batch })

    const outcome = await store.append({
      stream: 'police-1',
      expected: 'no_stream',
      events: batch.slice(0, 2),
    })
    expect(outcome).toMatchObject({ kind: 'appended', revision: 1n })
  })

  test('in another stream is no repeat', async () => {
    const store = await openedStore()
    const batch = events(1)
    await store.append({ stream: 'police-1', expected: 'any', events: batch })

    expect(await store.append({ stream: 'police-2', expected: 'any', events: batch })).toMatchObject({
      revision: 0n,
    })
  })

  test('is known after a restart', async () => {
    const folder = newFolder()
    const batch = events(2)
    const before = await openStore({ folder })
    const first = await before.append({ stream: 'police-1', expected: 'any', events: batch })
    await before.close()

    const store = await openedStore({ folder })
    expect(await store.append({ stream: 'police-1', expected: 'any', events: batch })).toEqual(first)
  })
})
