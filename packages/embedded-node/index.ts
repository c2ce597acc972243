import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withCommitTimeout } from './protocol/commit-timeout.ts'
import { methods } from './protocol/methods.ts'
import type { EndPointText } from './protocol/node-description.ts'
import type { NodeParts } from './protocol/node-parts.ts'
import type { NodeStatistics } from './protocol/statistics.ts'
import { openLiveTail } from './protocol/streams/live-tail.ts'
import { type Certificate, ownCertificate } from './protocol/transport/certificate.ts'
import { openFrontDoor } from './protocol/transport/front-door.ts'
import { createGrpcServer, type GrpcServer } from './protocol/transport/grpc-server.ts'
import { createHttpPages } from './protocol/transport/http-pages.ts'
import { accessByLists, accessForEverybody } from './protocol/users/access.ts'
import { identifyByPassword } from './protocol/users/credentials.ts'
import { everybodyIsAdmin } from './protocol/users/identity.ts'
import {
  givePasswords,
  hasUsualPassword,
  openUsers,
  type Users,
  usualFirstPassword,
} from './protocol/users/users.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

export type { NodeStatistics } from './protocol/statistics.ts'

/**
 * How a node is to serve. With nothing given it is one to try: an unencrypted port of this machine, and events that go
 * when it stops.
 */
export interface NodeOptions {
  /** Where the events live. Left out: a temporary folder, deleted when the node stops. */
  readonly dataFolder?: string
  /** The address to listen on; by default only this machine reaches the node. */
  readonly host?: string
  /** 0 takes any free port. EventStoreDB's own default, 2113, if left out. */
  readonly port?: number
  /** TLS, users and access lists. Left out: no encryption, and everybody is an administrator. */
  readonly security?: NodeSecurity
  /** Where discovery sends clients; left out, to the address under which they asked. */
  readonly advertised?: EndPointText
  /** The most bytes of events in one append; 1 MiB, as on EventStoreDB, if left out. */
  readonly maximumAppendBytes?: number
  /** How long a write may wait for the disk until its caller is told that it timed out; no limit if left out. */
  readonly commitTimeoutMs?: number
  /** Told of each unexpected error of a call. */
  readonly onUnexpected?: (path: string, error: unknown) => void
}

/**
 * What a node that others can reach needs. An empty object is enough: TLS by a certificate of its own, users, and
 * access lists are on then.
 */
export interface NodeSecurity {
  /** In PEM. Left out: the node makes a certificate for itself and keeps it in the data folder. */
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** Further host names or addresses for the certificate that the node makes. */
  readonly certificateHosts?: readonly string[]
  /** The first password of the users `admin` and `ops`; `changeit`, as on EventStoreDB, if left out. */
  readonly firstPassword?: string
  /** How soon a subscription or an open batch ends after its rights did; 5 seconds if left out. */
  readonly recheckMs?: number
}

/**
 * A node that serves. It has its folder to itself until `stop` has resolved or its process has ended, however that
 * ended.
 */
export interface RunningNode {
  /** For `EventStoreDBClient.connectionString`; with security on, user and password are still to be added. */
  readonly connectionString: string
  readonly port: number
  readonly dataFolder: string
  /** What opening the store found and did. */
  readonly opening: Store['opening']
  /** With a certificate that the node made: the file that clients name as `tlsCAFile`. */
  readonly caFile: string | undefined
  /** With security on: whether `admin` still has the first password that everybody knows. Takes as long as a login. */
  readonly hasUsualPassword: () => Promise<boolean>
  readonly statistics: () => NodeStatistics
  /** Resolves with the reason when the store has failed; the node has then stopped by itself. */
  readonly failed: Promise<Error>
  /** Ends all calls, waits for what is being written and closes the store. */
  readonly stop: () => Promise<void>
}

const mebibyte = 1024 * 1024
/** How long connections may take to close by themselves when the node stops. */
const goodbyeMs = 1000

/**
 * Starts a node: a durable event store that official clients reach like any EventStoreDB server. Rejects if the folder
 * is in use or damaged, or the port is taken.
 */
export const startNode = async (options: NodeOptions = {}): Promise<RunningNode> => {
  const folder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'concord-node-')))
  const store = await openStore({ folder })
  const closeStore = async (): Promise<void> => {
    await store.close()
    if (options.dataFolder === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    return await serveStore(store, folder, options, closeStore)
  } catch (error) {
    await closeStore()
    throw error
  }
}

const serveStore = async (
  store: Store,
  folder: string,
  options: NodeOptions,
  closeStore: () => Promise<void>,
): Promise<RunningNode> => {
  const { host = '127.0.0.1', port = 2113, security, advertised } = options
  const users = openUsers(store)
  if (security !== undefined) await givePasswords(users, security.firstPassword ?? usualFirstPassword)
  const certificate = await certificateFor(folder, host, options)
  const node = nodeParts(store, users, options)
  const grpc = createGrpcServer({
    handlerFor: methods(node, users, { instanceId: randomUUID(), advertised }),
    onUnexpected: options.onUnexpected ?? (() => undefined),
  })
  const statistics = statisticsOf(store, grpc, node, new Date())
  const http1 = createHttpPages(statistics)
  const door = await openFrontDoor({ host, port, tls: certificate, http2: grpc.http2, http1 })

  const stop = once(async () => {
    const closed = door.close()
    grpc.close()
    http1.closeIdleConnections()
    const cut = setTimeout(door.cut, goodbyeMs)
    await closed
    clearTimeout(cut)
    node.tail.stop()
    await closeStore()
  })
  const failed = new Promise<Error>((resolve) => {
    store.onFailed((reason) => {
      void stop().then(() => resolve(reason))
    })
  })
  const address = `${host.includes(':') ? `[${host}]` : host}:${door.port}`
  const trust = certificate?.caFile === undefined ? '' : `&tlsCAFile=${certificate.caFile}`
  return {
    connectionString: certificate ? `esdb://${address}?tls=true${trust}` : `esdb://${address}?tls=false`,
    port: door.port,
    dataFolder: folder,
    opening: store.opening,
    caFile: certificate?.caFile,
    hasUsualPassword: async () => security !== undefined && (await hasUsualPassword(users)),
    statistics,
    failed,
    stop,
  }
}

const statisticsOf =
  (store: Store, grpc: GrpcServer, { tail }: NodeParts, startedAt: Date) =>
  (): NodeStatistics => {
    const { lastPosition, streams, logBytes, writeAheadBytes, writes, groups } = store.stats()
    const { rss, heapUsed } = process.memoryUsage()
    return {
      startedAt: startedAt.toISOString(),
      upSeconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
      openedInMs: store.opening.tookMs,
      lastPosition: Number(lastPosition),
      streams: Number(streams),
      logBytes,
      writeAheadBytes,
      writes,
      groups,
      connections: grpc.connections(),
      openCalls: grpc.openCalls(),
      liveSubscriptions: tail.followers(),
      waitingBytes: grpc.waitingBytes(),
      residentBytes: rss,
      heapBytes: heapUsed,
      calls: Object.fromEntries(
        [...grpc.served()].map(([path, count]) => [path.replace('/event_store.client.', ''), count]),
      ),
    }
  }

const nodeParts = (
  store: Store,
  users: Users,
  { security, maximumAppendBytes, commitTimeoutMs }: NodeOptions,
): NodeParts => ({
  store: commitTimeoutMs === undefined ? store : withCommitTimeout(store, commitTimeoutMs),
  tail: openLiveTail(store),
  access: security === undefined ? accessForEverybody : accessByLists(store),
  identify: security === undefined ? async () => everybodyIsAdmin : identifyByPassword(users),
  recheckMs: security === undefined ? undefined : (security.recheckMs ?? 5000),
  maximumAppendBytes: maximumAppendBytes ?? mebibyte,
})

const certificateFor = async (
  folder: string,
  host: string,
  { security, advertised }: NodeOptions,
): Promise<Certificate | undefined> => {
  if (security === undefined) return undefined
  if (security.certificate !== undefined) return security.certificate
  const hosts = [host, ...(security.certificateHosts ?? []), ...(advertised ? [advertised.host] : [])]
  return ownCertificate(join(folder, 'tls'), hosts, new Date())
}

const once = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => {
    done ??= act()
    return done
  }
}
