import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { EventStoreDBClient } from '@eventstore/db-client'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { expect, onTestFinished, test } from 'vitest'
import { serveServerFeatures } from '../protocol/node-description.ts'
import { openFrontDoor } from '../protocol/transport/front-door.ts'
import { createGrpcServer, type Handler } from '../protocol/transport/grpc-server.ts'
import { ok } from '../protocol/transport/status.ts'
import { openRawAppender, type RawEvent } from './raw-log.ts'

const batchAppend = '/event_store.client.streams.Streams/BatchAppend'

/** A server with this BatchAppend and nothing else. */
const givenServer = async (handler: Handler): Promise<EventStoreDBClient> => {
  const handlers: Record<string, Handler> = {
    [batchAppend]: handler,
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods': serveServerFeatures(() => [
      [batchAppend, []],
    ]),
  }
  const { http2, close } = createGrpcServer({
    handlerFor: (path) => handlers[path],
    onUnexpected: () => undefined,
  })
  const door = await openFrontDoor({ host: '127.0.0.1', port: 0, http2, http1: createServer() })
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${door.port}?tls=false`)
  onTestFinished(async () => {
    await client.dispose()
    close()
    const closed = door.close()
    door.cut()
    await closed
  })
  return client
}

const sighting: RawEvent = {
  stream: 'police-1',
  revision: 0n,
  position: 1n,
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
  const client = await givenServer(async (call) => {
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

test('a server that ends the connection without an answer leaves nobody waiting', async () => {
  const client = await givenServer(async (call) => {
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
