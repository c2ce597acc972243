import { serveAppend } from './append.ts'
import { serveBatchAppend } from './batch-append.ts'
import { serveDelete, serveTombstone } from './delete-stream.ts'
import type { Handler } from './grpc-server.ts'
import { type Advertised, serveGossip, serveServerFeatures } from './node-description.ts'
import type { NodeParts } from './node-parts.ts'
import { serveRead } from './read.ts'
import { unimplemented } from './status.ts'

/** All methods that the node serves, by path. */
export const methods = (
  node: NodeParts,
  advertised: () => Advertised,
): ((path: string) => Handler | undefined) => {
  const served: Map<string, Handler> = new Map<string, Handler>([
    ['/event_store.client.streams.Streams/Read', serveRead(node)],
    ['/event_store.client.streams.Streams/Append', serveAppend(node)],
    ['/event_store.client.streams.Streams/BatchAppend', serveBatchAppend(node)],
    ['/event_store.client.streams.Streams/Delete', serveDelete(node)],
    ['/event_store.client.streams.Streams/Tombstone', serveTombstone(node)],
    ['/event_store.client.gossip.Gossip/Read', serveGossip(advertised)],
    [
      '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
      serveServerFeatures(() => [...served.keys()]),
    ],
  ])
  return (path) => served.get(path) ?? notServed(path)
}

/** Whole services that the protocol knows and the node leaves to a server. */
const left: Readonly<Record<string, string>> = {
  persistent_subscriptions:
    'The embedded node has no persistent subscriptions; keep a checkpoint beside a catch-up subscription, or use a KurrentDB server.',
  projections: 'The embedded node has no projections engine; use a KurrentDB server for that.',
  operations: 'The embedded node is operated from its command line, not over gRPC.',
  monitoring: 'The embedded node tells its statistics from its command line, not over gRPC.',
  users: 'The embedded node manages its users from its command line, not over gRPC.',
}

const notServed = (path: string): Handler | undefined => {
  const service = /^\/event_store\.client\.(\w+)\./.exec(path)?.[1]
  const reason = service === undefined ? undefined : left[service]
  return reason === undefined ? undefined : async () => unimplemented(reason)
}
