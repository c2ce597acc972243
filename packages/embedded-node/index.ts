import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessForEverybody } from './protocol/access.ts'
import { type GrpcServer, startGrpcServer } from './protocol/grpc-server.ts'
import { everybodyIsAdmin } from './protocol/identity.ts'
import { openLiveTail } from './protocol/live-tail.ts'
import { methods } from './protocol/methods.ts'
import { openStore } from './store/open-store.ts'

export interface NodeOptions {
  /** Where the events live. Left out: a temporary folder, deleted when the node stops. */
  readonly dataFolder?: string
  /** The address to listen on; by default only this machine reaches the node. */
  readonly host?: string
  /** 0 takes any free port. EventStoreDB's own default, 2113, if left out. */
  readonly port?: number
  /** The host that discovery tells clients to connect to; the listening address if left out. */
  readonly advertisedHost?: string
  /** The most bytes of events in one append; 1 MiB, as on EventStoreDB, if left out. */
  readonly maximumAppendBytes?: number
  /** Told of each unexpected error of a call. */
  readonly onUnexpected?: (path: string, error: unknown) => void
}

export interface RunningNode {
  /** For `KurrentDBClient.connectionString`. */
  readonly connectionString: string
  readonly port: number
  /** Resolves with the reason when the store has failed; the node has then stopped by itself. */
  readonly failed: Promise<Error>
  /** Ends all calls with CANCELLED, waits for what is being written and closes the store. */
  readonly stop: () => Promise<void>
}

const mebibyte = 1024 * 1024

/**
 * Starts a node: a durable event store that official clients reach like any EventStoreDB server. Rejects if the folder
 * is in use or damaged, or the port is taken.
 */
export const startNode = async (options: NodeOptions = {}): Promise<RunningNode> => {
  const { host = '127.0.0.1', port = 2113 } = options
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'concord-node-')))
  const store = await openStore({ folder })
  const tail = openLiveTail(store)
  const instanceId = randomUUID()
  const advertisedHost = options.advertisedHost ?? host

  const node = {
    store,
    tail,
    access: accessForEverybody,
    identify: async () => everybodyIsAdmin,
    maximumAppendBytes: options.maximumAppendBytes ?? mebibyte,
  }
  let server: GrpcServer | undefined
  const handlerFor = methods(node, () => ({ instanceId, host: advertisedHost, port: server!.port }))
  try {
    server = await startGrpcServer({
      host,
      port,
      handlerFor,
      onUnexpected: options.onUnexpected ?? (() => undefined),
    })
  } catch (error) {
    await store.close()
    throw error
  }

  const stop = async (): Promise<void> => {
    await server.close()
    tail.stop()
    await store.close()
    if (options.dataFolder === undefined) await rm(folder, { recursive: true, force: true })
  }
  let stopped: Promise<void> | undefined
  const stopOnce = (): Promise<void> => {
    stopped ??= stop()
    return stopped
  }
  const failed = new Promise<Error>((resolve) => {
    store.onFailed((reason) => stopOnce().then(() => resolve(reason)))
  })
  return {
    connectionString: `esdb://${advertisedHost}:${server.port}?tls=false`,
    port: server.port,
    failed,
    stop: stopOnce,
  }
}
