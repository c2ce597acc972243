import { randomUUID } from 'node:crypto'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { expect, test } from 'vitest'
import { ok } from '../protocol/transport/status.ts'
import { openRawAppender, type RawEvent } from './raw-log.ts'
import { givenServer } from './test-server.ts'

const batchAppend = '/event_store.client.streams.Streams/BatchAppend'

const sighting: RawEvent = {
  stream: 'police-1',
  revision: 0n,
  position: 1n,
  created: '0',
  id: randomUUID(),
  type: 'Sighted',
  contentType: 'application/json',
  data: Buffer.from('{}'),
  metadata: new Uint8Array(),
}

/** The same id as two numbers, as a server may send it. */
const inHalves = (text: string) => {
  const digits = text.replaceAll('-', '')
  const half = (part: string) => String(BigInt.asIntN(64, BigInt(`0x${part}`)))
  const halves = new sharedPb.UUID.Structured()
  halves.setMostSignificantBits(half(digits.slice(0, 16)))
  halves.setLeastSignificantBits(half(digits.slice(16)))
  const id = new sharedPb.UUID()
  id.setStructured(halves)
  return id
}

test('an answer is understood in whichever form the server sends its id', async () => {
  const client = await givenServer(batchAppend, async (call) => {
    await call.eachMessage((message) => {
      const request = streamsPb.BatchAppendReq.deserializeBinary(message)
      const response = new streamsPb.BatchAppendResp()
      response.setCorrelationId(inHalves(request.getCorrelationId()!.getString()))
      response.setSuccess(new streamsPb.BatchAppendResp.Success())
      // An append without a deadline is no append of the official client's.
      if (request.getOptions()!.hasDeadline()) call.send(response.serializeBinary())
    })
    return ok
  })
  const appender = await openRawAppender(client)

  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => appender.append('police-1', 'any', [sighting])),
  )

  expect(outcomes).toEqual(Array(20).fill({ kind: 'appended' }))
  appender.close()
})

test('a server whose clock is hours ahead takes an append for one that still counts', async () => {
  const aheadMs = Date.now() + 86_400_000
  const client = await givenServer(batchAppend, async (call) => {
    await call.eachMessage((message) => {
      const request = streamsPb.BatchAppendReq.deserializeBinary(message)
      const response = new streamsPb.BatchAppendResp()
      response.setCorrelationId(request.getCorrelationId())
      response.setSuccess(new streamsPb.BatchAppendResp.Success())
      const untilMs = request.getOptions()!.getDeadline()!.toDate().getTime()
      if (untilMs > aheadMs) call.send(response.serializeBinary())
    })
    return ok
  })
  const appender = await openRawAppender(client)

  expect(await appender.append('police-1', 'any', [sighting])).toEqual({ kind: 'appended' })
  appender.close()
})

test('a server that ends the connection without an answer leaves nobody waiting', async () => {
  const client = await givenServer(batchAppend, async (call) => {
    let heard = (): void => undefined
    const first = new Promise<void>((resolve) => {
      heard = resolve
    })
    void call.eachMessage(heard)
    await first
    return ok
  })
  const appender = await openRawAppender(client)

  await expect(appender.append('police-1', 'any', [sighting])).rejects.toThrow(/ended the connection/)
  appender.close()
})
