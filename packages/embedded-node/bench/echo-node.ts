import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { serveServerFeatures } from '../protocol/node-description.ts'
import { encodeAppended } from '../protocol/streams/batch-append-response.ts'
import { decodeUuid } from '../protocol/streams/proposed-event.ts'
import { decodeReadRequest } from '../protocol/streams/read-request.ts'
import { encodeEvents } from '../protocol/streams/recorded-event.ts'
import { openFrontDoor } from '../protocol/transport/front-door.ts'
import { createGrpcServer, type Handler } from '../protocol/transport/grpc-server.ts'
import { ok } from '../protocol/transport/status.ts'
import { onlyMessage } from '../protocol/transport/unary.ts'
import { eachField, varintValue } from '../protocol/transport/wire.ts'
import { exampleStored } from './example-event.ts'

/**
 * A server that stores nothing: it says yes to every append without looking at the events, and answers every read with
 * the same bytes. What the client reaches against it is the most that the client can do.
 */

const options = { stream: 'echo', expected: 'any', deadlineMs: 0 } as const

const appendNothing: Handler = async (call) => {
  await call.eachMessage((message) => {
    let correlationId = ''
    let final = false
    eachField(message, 0, message.length, (field, start, end) => {
      if (field === 1) correlationId = decodeUuid(message, start, end)
      else if (field === 4) final = varintValue(message, start, end) !== 0
    })
    if (final)
      call.sendFramed(
        encodeAppended(correlationId, options, { kind: 'appended', revision: 1n, position: 1n }),
      )
  })
  return ok
}

const pageEvents = 1000
const page = encodeEvents(
  Array.from({ length: pageEvents }, (_, i) => ({ event: exampleStored(randomUUID(), i), link: undefined })),
  'text',
)

const readTheSame: Handler = async (call) => {
  const request = decodeReadRequest((await onlyMessage(call))!)
  let left = typeof request === 'string' ? 0 : (request.limit ?? 0)
  for (; left >= pageEvents && !call.ended(); left -= pageEvents) {
    if (!call.sendFramed(page)) await call.drained()
  }
  return ok
}

const handlers: Record<string, Handler> = {
  '/event_store.client.streams.Streams/BatchAppend': appendNothing,
  '/event_store.client.streams.Streams/Read': readTheSame,
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods': serveServerFeatures(() =>
    Object.keys(handlers),
  ),
}
const { http2 } = createGrpcServer({ handlerFor: (path) => handlers[path], onUnexpected: console.error })
const { port } = await openFrontDoor({ host: '127.0.0.1', port: 0, http2, http1: createServer() })
console.log(`ready esdb://127.0.0.1:${port}?tls=false`)
