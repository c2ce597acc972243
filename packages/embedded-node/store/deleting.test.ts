import { describe, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import { events, latestMetadata, newFolder, openedStore, revisionsOf, setMetadata } from './testing.ts'

const tombstoneRevision = 9_223_372_036_854_775_807n

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

  test('does not begin anew for a writer who expects the stream to exist', async () => {
    const store = await openedStore()
    await store.append({ stream: 'police-1', expected: 'any', events: events(2) })
    await store.deleteStream('police-1', 'any')

    const outcome = await store.append({ stream: 'police-1', expected: 'stream_exists', events: events(1) })
    expect(outcome.kind).toBe('stream-deleted')
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
