import { type EndPointText, type NamedMethod, serveGossip, serveServerFeatures } from './node-description.ts'
import type { NodeParts } from './node-parts.ts'
import { serveAppend } from './streams/append.ts'
import { serveBatchAppend } from './streams/batch-append.ts'
import { serveDelete, serveTombstone } from './streams/delete-stream.ts'
import { serveRead } from './streams/read.ts'
import type { Handler } from './transport/grpc-server.ts'
import { accessDenied, unimplemented } from './transport/status.ts'
import type { Users } from './users/users.ts'
import { usersService } from './users/users-service.ts'

interface Described {
  readonly instanceId: string
  /** Where discovery sends clients; undefined: where they are already. */
  readonly advertised: EndPointText | undefined
}

/** All methods that the node serves, by path. */
export const methods = (
  node: NodeParts,
  users: Users,
  { instanceId, advertised }: Described,
): ((path: string) => Handler | undefined) => {
  const forUsers: readonly (readonly [string, Handler])[] = [
    ['/event_store.client.streams.Streams/Read', serveRead(node)],
    ['/event_store.client.streams.Streams/Append', serveAppend(node)],
    ['/event_store.client.streams.Streams/BatchAppend', serveBatchAppend(node)],
    ['/event_store.client.streams.Streams/Delete', serveDelete(node)],
    ['/event_store.client.streams.Streams/Tombstone', serveTombstone(node)],
    ...usersService(node, users),
  ]
  const served: Map<string, Handler> = new Map<string, Handler>([
    ...forUsers.map(([path, handler]) => [path, forNamed(node, handler)] as const),
    ['/event_store.client.gossip.Gossip/Read', serveGossip(instanceId, advertised)],
    [
      '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
      serveServerFeatures(() => [...[...served.keys()].map(withFeatures), ...leftButNamed]),
    ],
  ])
  return (path) => served.get(path) ?? notServed(path)
}

/** Nothing is read of what somebody sends whom no list could allow it. */
const forNamed =
  (node: NodeParts, handler: Handler): Handler =>
  async (call) => {
    const caller = await node.identify(call)
    if ('refused' in caller) return caller.refused
    return caller.name === undefined
      ? accessDenied('This method needs a user, but the call names none.')
      : handler(call)
  }

const withFeatures = (path: string): NamedMethod => [
  path,
  path.endsWith('Streams/Read') ? ['position', 'events'] : [],
]

/**
 * Methods that the node leaves to a server and names all the same: a client that misses them does not call and so
 * does not hear why, but says that the server is too old or that there is no such group.
 */
const leftButNamed: readonly NamedMethod[] = [
  ...['Create', 'Update', 'Delete', 'Read', 'GetInfo', 'ReplayParked', 'List', 'RestartSubsystem'].map(
    (method): NamedMethod => [
      `/event_store.client.persistent_subscriptions.PersistentSubscriptions/${method}`,
      ['stream', 'all'],
    ],
  ),
  ['/event_store.client.projections.Projections/Create', ['track_emitted_streams']],
]

/** Whole services that the protocol knows and the node leaves to a server. */
const left: Readonly<Record<string, string>> = {
  persistent_subscriptions:
    'The embedded node has no persistent subscriptions; keep a checkpoint beside a catch-up subscription, or use a KurrentDB server.',
  projections: 'The embedded node has no projections engine; use a KurrentDB server for that.',
  operations: 'The embedded node is operated on its command line, not over gRPC.',
  monitoring: 'The embedded node offers its statistics at /stats, at /metrics and on its command line.',
  redaction: 'The embedded node does not redact events.',
}

const clustering =
  'The embedded node is a single node; use a KurrentDB cluster where one machine is not enough.'

const notServed = (path: string): Handler | undefined => {
  const service = /^\/event_store\.(?:client\.)?(\w+)\./.exec(path)?.[1]
  const reason = service === 'cluster' ? clustering : service === undefined ? undefined : left[service]
  return reason === undefined ? undefined : async () => unimplemented(reason)
}
