import { createServer } from 'node:http'
import { EventStoreDBClient } from '@eventstore/db-client'
import { onTestFinished } from 'vitest'
import { serveServerFeatures } from '../protocol/node-description.ts'
import { openFrontDoor } from '../protocol/transport/front-door.ts'
import { createGrpcServer, type Handler } from '../protocol/transport/grpc-server.ts'

/** A client of a server that serves this one method and nothing else. */
export const givenServer = async (method: string, handler: Handler): Promise<EventStoreDBClient> => {
  const handlers: Record<string, Handler> = {
    [method]: handler,
    '/event_store.client.server_features.ServerFeatures/GetSupportedMethods': serveServerFeatures(() => [
      [method, []],
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
