import { setImmediate as nextTurn } from 'node:timers/promises'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { StoredEvent } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import type { Handler } from '../transport/grpc-server.ts'
import { accessDenied, invalidArgument, ok, type Status, streamDeleted } from '../transport/status.ts'
import { onlyMessage } from '../transport/unary.ts'
import { whenRightsEnd } from '../users/rights-watch.ts'
import { answersInTime } from './answers-in-time.ts'
import { type LinkResolver, linkResolver } from './link.ts'
import { pageSizer } from './page-size.ts'
import { decodeReadRequest, type From, type ReadRequest, streamIdentifier } from './read-request.ts'
import { encodeEvents } from './recorded-event.ts'
import { subscribe } from './subscription.ts'

/** Read: a stream or the whole log, once or as a subscription. */
export const serveRead =
  (node: NodeParts): Handler =>
  async (call) => {
    const bytes = await onlyMessage(call)
    if (bytes === undefined) return invalidArgument('The call carries no request.')
    const request = decodeReadRequest(bytes)
    if (typeof request === 'string') return invalidArgument(request)
    const reader = await node.identify(call)
    if ('refused' in reader) return reader.refused
    const stream = request.stream ?? '$all'
    if (!node.access.may(reader, 'read', stream)) return accessDenied(`You may not read ${stream}.`)
    const mayRead = (linked: string) => node.access.may(reader, 'read', linked)
    const resolve = linkResolver(node.store, request.resolveLinks, mayRead)
    if (request.limit !== undefined) return read(call, node, request, resolve, request.limit)
    const mayNoMore = whenRightsEnd(call, node, (who) => node.access.may(who, 'read', stream))
    return Promise.race([subscribe(call, node, request, resolve), mayNoMore])
  }

/**
 * Sends page after page. The next one is read while the reader takes the one before, so that it never waits for the
 * disk; a slow reader holds two pages and no more.
 */
const read = async (
  call: Call,
  node: NodeParts,
  request: ReadRequest,
  resolve: LinkResolver,
  limit: number,
): Promise<Status> => {
  const sizer = pageSizer()
  let remaining = limit
  let from: From | undefined = request.from
  while (from !== undefined && remaining > 0 && !call.ended()) {
    const page = readPage(node, request, from, Math.min(remaining, sizer.size()))
    if ('ending' in page) {
      if (page.ending.code === ok.code) call.send(streamNotFound(request.stream!))
      return page.ending
    }
    sizer.saw(page.events)
    const { wanted, next } =
      request.filter === undefined ? { wanted: page.events, next: page.next } : passing(page, request)
    remaining -= wanted.length
    from = next
    const frames = encodeEvents(wanted.map(resolve), request.ids)
    await call.drained()
    if (frames.length > 0) call.sendFramed(frames)
    // What was sent gets under way, and other calls get their turn, before the next page is read.
    await nextTurn()
  }
  await call.drained()
  return ok
}

type FoundPage =
  | { readonly events: readonly StoredEvent[]; readonly next: bigint | undefined }
  | { readonly ending: Status }

const readPage = ({ store }: NodeParts, request: ReadRequest, from: From, size: number): FoundPage => {
  if (request.stream === undefined) return store.readAll(from, request.direction, size)
  const page = store.readStream(request.stream, from, request.direction, size)
  if (page.kind === 'page') return page
  return { ending: page.kind === 'stream-deleted' ? streamDeleted(request.stream) : ok }
}

/** What of a page of the log passes the filter, and where to go on if the filter took too long for all of it. */
const passing = (
  { events, next }: Exclude<FoundPage, { readonly ending: Status }>,
  { filter, direction }: ReadRequest,
): { readonly wanted: readonly StoredEvent[]; readonly next: bigint | undefined } => {
  const answers = answersInTime(events, filter!)
  const wanted = events.filter((_, i) => answers[i])
  if (answers.length === events.length) return { wanted, next }
  const { position } = events[answers.length - 1]!
  return { wanted, next: direction === 'forwards' ? position + 1n : position }
}

const streamNotFound = (stream: string): Uint8Array => {
  const response = new streamsPb.ReadResp()
  const missing = new streamsPb.ReadResp.StreamNotFound()
  missing.setStreamIdentifier(streamIdentifier(stream))
  response.setStreamNotFound(missing)
  return response.serializeBinary()
}
