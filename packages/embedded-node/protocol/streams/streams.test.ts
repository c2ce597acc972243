import {
  binaryEvent,
  DeadlineExceededError,
  EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { describe, expect, test } from 'vitest'
import { clientFor, givenNode, places, sighting, sightings } from '../testing/node-in-test.ts'

const given = givenNode()
/** Credentials of its own send an append over the Append method, all others share BatchAppend. */
const ways = [
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
] as const

describe.each(ways)('appending over %s', (way, options) => {
  const stream = (name: string) => `${way}-${name}`

  test('tells the revision and the position of the last event', async () => {
    const first = await given.client.appendToStream(stream('place'), sightings(3), options)
    const second = await given.client.appendToStream(stream('place'), sighting('ford'), options)

    expect(first).toMatchObject({ success: true, nextExpectedRevision: 2n })
    expect(second.nextExpectedRevision).toBe(3n)
    expect(second.position!.commit).toBe(first.position!.commit + 1n)
  })

  test.each([
    ['no_stream', 'no_stream', 'no stream', true],
    ['stream_exists', 'stream_exists', 'three events', true],
    ['any', 'any', 'no stream', true],
    ['an exact revision', 2n, 'three events', true],
    ['no_stream', 'no_stream', 'three events', false],
    ['stream_exists', 'stream_exists', 'no stream', false],
    ['an exact revision', 7n, 'three events', false],
    ['an exact revision', 1n, 'no stream', false],
  ] as const)('%s (%s) on %s', async (kind, expectedRevision, before, accepted) => {
    const name = stream(`${kind} ${before} ${accepted}`)
    if (before === 'three events') await given.client.appendToStream(name, sightings(3))

    const appended = given.client.appendToStream(name, sighting('ford'), { ...options, expectedRevision })

    if (accepted) return expect(await appended).toMatchObject({ success: true })
    const error = await appended.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(WrongExpectedVersionError)
    expect(error).toMatchObject({
      streamName: name,
      expectedVersion: expectedRevision,
      actualVersion: before === 'three events' ? 2n : 'no_stream',
    })
  })

  test('a wrong revision is a result where the client is told not to throw', async () => {
    const client = clientFor(given.node, undefined, '&throwOnAppendFailure=false')
    await client.appendToStream(stream('quiet'), sightings(2))
    const result = await client.appendToStream(stream('quiet'), sighting('ford'), {
      ...options,
      expectedRevision: 'no_stream',
    })
    expect(result.success).toBe(false)
    await client.dispose()
  })

  test('the same events again change nothing', async () => {
    const events = sightings(2)
    const first = await given.client.appendToStream(stream('twice'), events, options)
    const again = await given.client.appendToStream(stream('twice'), events, options)

    expect(again.nextExpectedRevision).toBe(first.nextExpectedRevision)
    expect(await Array.fromAsync(given.client.readStream(stream('twice')))).toHaveLength(2)
  })

  test('an append over the limit is refused as a whole and names the limit', async () => {
    const big = Array.from({ length: 3 }, () => binaryEvent({ type: 'Photo', data: Buffer.alloc(400_000) }))
    const error = await given.client.appendToStream(stream('big'), big, options).catch((reason) => reason)

    expect(error).toBeInstanceOf(MaxAppendSizeExceededError)
    expect(error.maxAppendSize).toBe(1024 * 1024)
    await expect(Array.fromAsync(given.client.readStream(stream('big')))).rejects.toThrow(StreamNotFoundError)
  })

  test('the limit is of what events carry, not of their names', async () => {
    const full = Array.from({ length: 1024 }, () => binaryEvent({ type: 'Photo', data: Buffer.alloc(1024) }))

    expect(await given.client.appendToStream(stream('full'), full, options)).toMatchObject({ success: true })
  })

  test('a deadline that has passed is refused', async () => {
    const late = given.client.appendToStream(stream('late'), sightings(20_000), { ...options, deadline: 1 })
    await expect(late).rejects.toThrow(DeadlineExceededError)
    await expect(Array.fromAsync(given.client.readStream(stream('late')))).rejects.toThrow(
      StreamNotFoundError,
    )
  })

  test('nothing can be written to a stream that was ended for ever', async () => {
    await given.client.appendToStream(stream('ended'), sightings(2), options)
    await given.client.tombstoneStream(stream('ended'))

    const error = await given.client
      .appendToStream(stream('ended'), sighting('ford'), options)
      .catch((reason) => reason)
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error.streamName).toBe(stream('ended'))
  })

  test('an event that cannot be recorded is refused with a reason, and no append beside it', async () => {
    const nameless = jsonEvent({ type: '', data: {} })
    const [refused, beside] = await Promise.allSettled([
      given.client.appendToStream(stream('nameless'), nameless, options),
      given.client.appendToStream(stream('beside'), sightings(2), options),
    ])

    expect(refused).toMatchObject({ reason: { message: expect.stringContaining('has no type') } })
    expect(beside).toMatchObject({ value: { nextExpectedRevision: 1n } })
    await expect(Array.fromAsync(given.client.readStream(stream('nameless')))).rejects.toThrow(
      StreamNotFoundError,
    )
  })

  test('JSON, bytes, text and metadata come back as they were', async () => {
    const metadata = { agency: 'police', note: 'Баян-Уул ‐ №1' }
    const bytes = Uint8Array.from([0, 1, 254, 255])
    const name = stream('Баян-Уул')
    await given.client.appendToStream(
      name,
      [
        jsonEvent({ type: 'Noted', data: 'CC ‐ 1830', metadata }),
        binaryEvent({ type: 'Photographed', data: bytes, metadata: bytes }),
        jsonEvent({ type: 'Noted', data: { deep: [1, null] } }),
      ],
      options,
    )
    const [text, photo, plain] = (await Array.fromAsync(given.client.readStream(name))).map(
      ({ event }) => event!,
    )

    expect(text).toMatchObject({ streamId: name, type: 'Noted', isJson: true, data: 'CC ‐ 1830', metadata })
    expect(photo).toMatchObject({ type: 'Photographed', isJson: false })
    expect(Buffer.from(photo!.data as Uint8Array)).toEqual(Buffer.from(bytes))
    expect(Buffer.from(photo!.metadata as Uint8Array)).toEqual(Buffer.from(bytes))
    expect(plain!.metadata).toBeUndefined()
    expect(Math.abs(plain!.created.getTime() - Date.now())).toBeLessThan(60_000)
  })
})

test('an append of several messages becomes whole at its end', async () => {
  const result = await given.client.appendToStream('many-messages', sightings(5000), {
    batchAppendSize: 1024,
  })
  expect(result.nextExpectedRevision).toBe(4999n)
})

test('ten thousand appends at once all succeed, each once', async () => {
  // The client gives up after ten seconds by itself, which a slow machine may take for so many.
  const client = EventStoreDBClient.connectionString(`${given.node.connectionString}&defaultDeadline=120000`)
  const results = await Promise.all(
    Array.from({ length: 10_000 }, () => client.appendToStream('flood', sighting('ford'))),
  )
  expect(new Set(results.map(({ nextExpectedRevision }) => nextExpectedRevision)).size).toBe(10_000)
  await client.dispose()
})

describe('a name', () => {
  const longest = 'n'.repeat(2048)
  const tooLong = `${longest}n`
  const typed = (type: string) => jsonEvent({ type, data: {} })

  test('of 2,048 characters is as good as another', async () => {
    await given.client.appendToStream(longest, typed(longest))
    await given.client.setStreamMetadata(longest, { maxCount: 1 })
    await given.client.deleteStream(longest)
    await given.client.tombstoneStream(longest)
  })

  test.each([
    ['an append', () => given.client.appendToStream(tooLong, sightings(1))],
    ['an append on its own', () => given.client.appendToStream(tooLong, sightings(1), ways[1][1])],
    ['metadata', () => given.client.setStreamMetadata(tooLong, { maxCount: 1 })],
    ['a deletion', () => given.client.deleteStream(tooLong)],
    ['a tombstone', () => given.client.tombstoneStream(tooLong)],
    ['an event type', () => given.client.appendToStream('of-a-long-type', typed(tooLong))],
  ])('that is longer is refused with a sentence: %s', async (_what, call) => {
    await expect(call()).rejects.toThrow(/2048/)
  })
})

describe('deleting', () => {
  test('a deleted stream is not found, and what comes later goes on with the numbering', async () => {
    await given.client.appendToStream('closed', sightings(4))
    const { position } = await given.client.deleteStream('closed', { expectedRevision: 3n })
    expect(position!.commit).toBeGreaterThan(0n)
    await expect(Array.fromAsync(given.client.readStream('closed'))).rejects.toThrow(StreamNotFoundError)

    const again = await given.client.appendToStream('closed', sighting('reopened'))
    expect(again.nextExpectedRevision).toBe(4n)
    expect(await places(given.client.readStream('closed'))).toEqual(['reopened'])
  })

  test('a wrong expectation leaves the stream alone', async () => {
    await given.client.appendToStream('kept', sightings(4))
    const wrong = { name: 'WrongExpectedVersionError', streamName: 'kept' }

    for (const expectedRevision of [2n, 'no_stream'] as const) {
      const deleted = given.client.deleteStream('kept', { expectedRevision })
      const tombstoned = given.client.tombstoneStream('kept', { expectedRevision })
      await expect(deleted).rejects.toBeInstanceOf(WrongExpectedVersionError)
      await expect(tombstoned).rejects.toMatchObject({ streamName: wrong.streamName, actualVersion: 3n })
    }
    expect(await Array.fromAsync(given.client.readStream('kept'))).toHaveLength(4)
  })

  test('a stream that nobody ever wrote cannot be deleted, one with metadata can', async () => {
    await expect(given.client.deleteStream('never')).rejects.toThrow(WrongExpectedVersionError)
    await given.client.setStreamMetadata('described', { cacheControl: 10 })
    expect(await given.client.deleteStream('described', { expectedRevision: 'no_stream' })).toBeDefined()
  })

  test('a stream can be ended before it began', async () => {
    await given.client.tombstoneStream('never-begun', { expectedRevision: 'no_stream' })
    const error = await Array.fromAsync(given.client.readStream('never-begun')).catch((reason) => reason)
    expect(error).toBeInstanceOf(StreamDeletedError)
    expect(error.streamName).toBe('never-begun')
  })
})

describe('metadata', () => {
  test('comes back as it was set', async () => {
    const metadata = {
      maxAge: 2000,
      maxCount: 12,
      truncateBefore: 1,
      cacheControl: 15,
      acl: { readRoles: ['admin'], writeRoles: ['$all'] },
      turkey: '🦃',
    }
    await given.client.setStreamMetadata('described-2', metadata)
    const read = await given.client.getStreamMetadata('described-2')
    expect(read.streamName).toBe('described-2')
    expect(read.metadata).toEqual(metadata)
    expect(read.metastreamRevision).toBeGreaterThan(0n)
  })

  test('of a stream without any is empty', async () => {
    expect(await given.client.getStreamMetadata('undescribed')).toEqual({ streamName: 'undescribed' })
  })

  test('$maxCount and $tb hide what is older', async () => {
    await given.client.setStreamMetadata('short', { maxCount: 2 })
    await given.client.appendToStream('short', sightings(20))
    expect(await places(given.client.readStream('short'))).toEqual(['post 18', 'post 19'])

    await given.client.appendToStream('cut', sightings(5))
    await given.client.setStreamMetadata('cut', { truncateBefore: 3 })
    expect(await places(given.client.readStream('cut'))).toEqual(['post 3', 'post 4'])
  })
})
