import { describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import {
  event,
  events,
  latestMetadata,
  newFolder,
  openedStore,
  revisionsIn,
  revisionsOf,
  setMetadata,
  textOf,
} from './testing.ts'

const tombstoneRevision = 9_223_372_036_854_775_807n

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
      [second!, first!],
    ]) {
      const outcome = await store.append({ stream: 'police-1', expected: 'any', events: batch })
      expect(outcome).toEqual({ kind: 'wrong-expected-revision', current: 1n })
    }
  })

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
    store.onCommitted((last) => seen.push(store.readAll('end', 'backwards', 1).events[0]!.position - last))

    const outcome = await store.append({ stream: 'police-1', expected: 'any', events: events(1) })

    expect(seen).toEqual([0n])
    expect(outcome).toMatchObject({ position: store.lastPosition() })
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

describe('deleting', () => {
  test('hides a stream, and the next append goes on numbering', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })

    expect((await store.deleteStream('police-1', 1n)).kind).toBe('appended')
    expect(revisionsOf(store, 'police-1')).toBe('stream-not-found')
    expect(latestMetadata(store, 'police-1')).toBe('{"$tb":9223372036854775807}')

    expect(
      await store.append({ stream: 'police-1', expected: 'no_stream', events: events(2) }),
    ).toMatchObject({
      revision: 3n,
    })
    expect(revisionsOf(store, 'police-1')).toEqual([2, 3])
    expect(latestMetadata(store, 'police-1')).toBe('{"$tb":2}')
  })

  test.each(['any', 'no_stream', 1n] as const)('allows to begin anew expecting %s', async (expected) => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })
    await store.deleteStream('police-1', 'any')

    expect((await store.append({ stream: 'police-1', expected, events: events(1) })).kind).toBe('appended')
    expect(revisionsOf(store, 'police-1')).toEqual([2])
  })

  test('refuses to begin anew expecting an existing stream', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })
    await store.deleteStream('police-1', 'any')

    const outcome = await store.append({ stream: 'police-1', expected: 'stream_exists', events: events(1) })
    expect(outcome.kind).toBe('wrong-expected-revision')
  })

  test('leaves the rest of the metadata, number for number', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    await setMetadata(store, 'police-1', '{"$acl":{"$r":"ops"},"limit":12345678901234567890,"$maxCount":5}')

    await store.deleteStream('police-1', 'any')
    await store.append({ stream: 'police-1', expected: 'any', events: events(1) })

    expect(latestMetadata(store, 'police-1')).toBe(
      '{"$acl":{"$r":"ops"},"limit":12345678901234567890,"$maxCount":5,"$tb":1}',
    )
  })

  test('with a wrong expectation changes nothing', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })

    expect(await store.deleteStream('police-1', 0n)).toEqual({ kind: 'wrong-expected-revision', current: 1n })
    expect(await store.tombstoneStream('police-1', 'no_stream')).toEqual({
      kind: 'wrong-expected-revision',
      current: 1n,
    })
    expect(revisionsOf(store, 'police-1')).toEqual([0, 1])
  })

  test('setting metadata lifts a deletion but shows nothing of what was deleted', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })
    await store.deleteStream('police-1', 'any')

    await setMetadata(store, 'police-1', '{"$maxCount":10}')

    expect(latestMetadata(store, 'police-1')).toBe('{"$maxCount":10,"$tb":2}')
    expect(revisionsOf(store, 'police-1')).toEqual([])
  })
})

describe('a tombstone', () => {
  test('closes a stream and its metadata for ever, also after a restart', async () => {
    const folder = newFolder()
    const before = await openStore({ folder })
    await before.append({ stream: 'police-1', expected: 'any', events: events(2) })
    expect(await before.tombstoneStream('police-1', 1n)).toMatchObject({ revision: tombstoneRevision })
    await before.close()

    const store = await openedStore({ folder })
    const closed = { kind: 'stream-deleted' }
    expect(await store.append({ stream: 'police-1', expected: 'any', events: events(1) })).toEqual(closed)
    expect(await setMetadata(store, 'police-1', '{}')).toEqual(closed)
    expect(await store.deleteStream('police-1', 'any')).toEqual(closed)
    expect(await store.tombstoneStream('police-1', 'any')).toEqual(closed)
    expect(revisionsOf(store, 'police-1')).toBe('stream-deleted')
    expect(revisionsOf(store, '$$police-1')).toBe('stream-deleted')
    expect(store.readAll('end', 'backwards', 1).events[0]).toMatchObject({
      type: '$streamDeleted',
      stream: 'police-1',
      revision: tombstoneRevision,
    })
  })

  test('can close a stream that was never written', async () => {
    const store = await openedStore()

    expect((await store.tombstoneStream('police-1', 'no_stream')).kind).toBe('appended')
    expect(revisionsOf(store, 'police-1')).toBe('stream-deleted')
  })
})

describe('opening and closing', () => {
  test('finds everything again', async () => {
    const folder = newFolder()
    const before = await openStore({ folder })
    await before.append({ stream: 'police-1', expected: 'any', events: events(3) })
    const last = before.lastPosition()
    await before.close()

    const store = await openedStore({ folder })
    expect(before.opening.created).toBe(true)
    expect(store.opening).toEqual({ created: false, lastPosition: last, droppedBytes: 0 })
    expect(store.lastPosition()).toBe(last)
    expect(revisionsOf(store, 'police-1')).toEqual([0, 1, 2])
    expect(await store.append({ stream: 'police-1', expected: 2n, events: events(1) })).toMatchObject({
      position: last + 1n,
    })
  })

  test('closing answers what was submitted first and rejects what comes later', async () => {
    const store = await openStore({ folder: newFolder() })
    const submitted = store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    const closed = store.close()

    expect(await submitted).toMatchObject({ kind: 'appended' })
    await closed
    await expect(store.append({ stream: 'police-1', expected: 'any', events: events(1) })).rejects.toThrow(
      'closed',
    )
  })

  test('a new store already holds events of the system', async () => {
    const store = await openedStore()

    const all = store.readAll('start', 'forwards', 100).events
    expect(all.length).toBeGreaterThan(0)
    expect(all.every((each) => each.type.startsWith('$'))).toBe(true)
  })

  test('times never run backwards, whatever the clock does', async () => {
    const clock = [5_000n, 3_000n, 9_000n]
    const store = await openedStore({ nowTicks: () => clock.shift() ?? 0n })
    for (let turn = 0; turn < 3; turn += 1) {
      await store.append({ stream: 'police-1', expected: 'any', events: events(1) })
    }

    const page = store.readStream('police-1', 'start', 'forwards', 3)
    expect(page.kind === 'page' && page.events.map((each) => each.createdTicks)).toEqual([
      5_000n,
      9_000n,
      9_000n,
    ])
  })
})
