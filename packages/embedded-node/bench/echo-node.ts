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
import { systemTicks } from '../store/open-store.ts'
import { newStream, streamEvents } from './fill-store.ts'

/**
 * A server that stores nothing: it says yes to every append without looking at the events, and answers every read
 * with the same bytes. Its answers have the form and the length of the node's. What the client reaches against it is
 * the most that the client can do.
 */

const options = { stream: 'police-256-1-100', expected: 'any', deadlineMs: 0 } as const
const outcome = { kind: 'appended', revision: 1000n, position: 100_000n } as const

const appendNothing: Handler = async (call) => {
  await call.eachMessage((message) => {
    let correlationId = ''
    let final = false
    eachField(message, 0, message.length, (field, start, end) => {
      if (field === 1) correlationId = decodeUuid(message, start, end)
      else if (field === 4) final = varintValue(message, start, end) !== 0
    })
    if (final) call.sendFramed(encodeAppended(correlationId, options, outcome))
  })
  return ok
}

const createdTicks = systemTicks()
const pageStreams = 10
const pageEvents = pageStreams * streamEvents
const page = encodeEvents(
  Array.from({ length: pageStreams }, newStream).flatMap(({ stream, events }, s) =>
    events.map((event, i) => {
      const position = outcome.position + BigInt(s * streamEvents + i)
      return { event: { ...event, stream, revision: BigInt(i), position, createdTicks }, link: undefined }
    }),
  ),
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
    Object.keys(handlers).map((path) => [path, []]),
  ),
}
const { http2 } = createGrpcServer({ handlerFor: (path) => handlers[path], onUnexpected: console.error })
const { port } = await openFrontDoor({ host: '127.0.0.1', port: 0, http2, http1: createServer() })
console.log(`ready esdb://127.0.0.1:${port}?tls=false`)
