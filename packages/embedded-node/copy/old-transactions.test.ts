import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { expect, onTestFinished, test } from 'vitest'
import { startNode } from '../index.ts'
import { unresolved } from '../protocol/streams/link.ts'
import { decodeReadRequest } from '../protocol/streams/read-request.ts'
import { encodeEvents } from '../protocol/streams/recorded-event.ts'
import { ok, unavailable } from '../protocol/transport/status.ts'
import { onlyMessage } from '../protocol/transport/unary.ts'
import type { StoredEvent } from '../store/store.ts'
import { copyLog } from './copy-log.ts'
import { givenServer } from './test-server.ts'

/** So many short appends come before the transaction that the copy writes down its state in the middle of it. */
const shortAppends = 63
const transaction = 700

const stored = (stream: string, revision: number, position: number): StoredEvent => ({
  stream,
  revision: BigInt(revision),
  position: BigInt(position),
  id: randomUUID(),
  type: 'Sighted',
  contentType: 'application/json',
  createdTicks: 0n,
  data: Buffer.from('{}'),
  metadata: new Uint8Array(),
})

/** Two streams in turn, and then one transaction of the days when a server had them: all of it at one position. */
const log: readonly StoredEvent[] = [
  ...Array.from({ length: shortAppends }, (_, i) => stored(`police-${i % 2}`, Math.floor(i / 2), i + 1)),
  ...Array.from({ length: transaction }, (_, i) => stored('border-1', i, shortAppends + 1)),
]

const all = Number.POSITIVE_INFINITY

/** A source with that log that gives at each reading so many events, and then breaks off. */
const givenSource = (readings: number[]): Promise<EventStoreDBClient> =>
  givenServer('/event_store.client.streams.Streams/Read', async (call) => {
    const request = decodeReadRequest((await onlyMessage(call))!)
    if (typeof request === 'string') throw new Error(request)
    const from = typeof request.from === 'bigint' ? request.from : 0n
    const asked = log.filter(({ position }) => position >= from)
    const given = asked.slice(0, readings.shift())
    call.sendFramed(encodeEvents(given.map(unresolved), 'text'))
    return given.length < asked.length ? unavailable('The source breaks off.') : ok
  })

test('a copy that stops within an old transaction goes on with the rest of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'))
  const node = await startNode({ port: 0 })
  const target = EventStoreDBClient.connectionString(node.connectionString)
  onTestFinished(async () => {
    await target.dispose()
    await node.stop()
    await rm(folder, { recursive: true, force: true })
  })
  // A copy reads the source to see which streams lost their beginning, then which log it is, and then to copy.
  const source = await givenSource([all, all, shortAppends + 600, all, all])
  const copy = { from: source, to: target, stateFile: join(folder, 'state.json') }
  const inTarget = async (): Promise<readonly string[]> => {
    const ids: string[] = []
    for await (const { event } of target.readStream('border-1')) ids.push(event!.id)
    return ids
  }

  await expect(copyLog(copy)).rejects.toThrow(/breaks off/)
  expect(await inTarget()).toHaveLength(500)
  expect(await copyLog(copy)).toMatchObject({ events: log.length })

  expect(await inTarget()).toEqual(log.slice(shortAppends).map(({ id }) => id))
})
