import gossipPb from '@eventstore/db-client/generated/gossip_pb.js'
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import type { Handler } from './transport/grpc-server.ts'
import { answer, unary } from './transport/unary.ts'

/** The release of EventStoreDB whose behaviour on streams the node follows. */
const protocolRelease = '24.2.0'

/** A method's path, and the features of it that clients look for before they call it. */
export type NamedMethod = readonly [path: string, features: readonly string[]]

/** ServerFeatures: methods in the lower-case names by which clients look them up. */
export const serveServerFeatures = (methods: () => readonly NamedMethod[]): Handler =>
  unary(() => {
    const supported = new featuresPb.SupportedMethods()
    supported.setEventStoreServerVersion(protocolRelease)
    for (const [path, features] of methods()) {
      const [, service, method] = path.toLowerCase().split('/')
      const entry = new featuresPb.SupportedMethod()
      entry.setServiceName(service!)
      entry.setMethodName(method!)
      entry.setFeaturesList([...features])
      supported.addMethods(entry)
    }
    return answer(supported)
  })

/**
 * Gossip: one member, alive and leader. Its address is the one that the node was told to advertise, else the one under
 * which the asking client has just reached it.
 */
export const serveGossip = (instanceId: string, advertised: EndPointText | undefined): Handler =>
  unary((_request, call) => {
    const { host, port } = advertised ?? endPointOf(String(call.headers[':authority']))
    const member = new gossipPb.MemberInfo()
    const id = new sharedPb.UUID()
    id.setString(instanceId)
    member.setInstanceId(id)
    member.setTimeStamp(String(BigInt(Date.now()) * 10_000n))
    member.setState(gossipPb.MemberInfo.VNodeState.LEADER)
    member.setIsAlive(true)
    const endPoint = new gossipPb.EndPoint()
    endPoint.setAddress(host)
    endPoint.setPort(port)
    member.setHttpEndPoint(endPoint)
    const cluster = new gossipPb.ClusterInfo()
    cluster.addMembers(member)
    return answer(cluster)
  })

/** An address as gossip tells it: a host's name or address, an IPv6 address in brackets as it came, and a port. */
export interface EndPointText {
  readonly host: string
  readonly port: number
}

const endPointOf = (authority: string): EndPointText => {
  const colon = authority.lastIndexOf(':')
  return { host: authority.slice(0, colon), port: Number(authority.slice(colon + 1)) }
}
