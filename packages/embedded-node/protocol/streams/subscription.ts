import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StoredEvent } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import { invalidArgument, ok, type Status, streamDeleted } from '../transport/status.ts'
import type { LinkResolver } from './link.ts'
import { pageSizer } from './page-size.ts'
import type { ReadRequest } from './read-request.ts'
import { type Feed, openFeed } from './subscription-feed.ts'
import { confirmation, fellBehindFrame } from './subscription-messages.ts'

/**
 * Serves one subscription: it confirms, reads pages until it has caught up, says so, and then takes new events from
 * the live tail. When its reader is slower than the log it leaves the tail, says that it fell behind, waits until the
 * reader has taken what was sent, and reads pages again. It never holds more than two pages.
 */
export const subscribe = async (
  call: Call,
  node: NodeParts,
  request: ReadRequest,
  resolve: LinkResolver,
): Promise<Status> => {
  const start = startingPoint(node, request)
  if (typeof start !== 'bigint') return start
  const cursor = { last: start }
  const feed = openFeed(call, request, resolve)
  const sizer = pageSizer()

  call.send(confirmation())
  let ahead: PageAfter | undefined
  while (!call.ended()) {
    const page = ahead ?? pageAfter(node, request, cursor.last, sizer.size())
    if ('ending' in page) return page.ending
    sizer.saw(page.events)
    const { taken } = feed.send(page.events.map((event) => ({ event })))
    const all = taken === page.events.length
    cursor.last = all ? page.last : placeOf(page.events[taken - 1]!, request)
    if (page.more || !all || ahead !== undefined) {
      // The next page is read while the reader takes this one. Only a page read in this very turn can be the last.
      await nextTurn()
      ahead = page.more && all ? pageAfter(node, request, cursor.last, sizer.size()) : undefined
      await call.drained()
      continue
    }
    feed.caughtUp(cursor.last)
    const ending = await followLive(call, node, request, cursor, feed)
    if (ending !== undefined) return ending
    call.sendFramed(fellBehindFrame)
    await call.drained()
  }
  return ok
}

interface Cursor {
  /** The revision (of a stream) or the position (of the log) that the reader was last given. */
  last: bigint
}

const placeOf = (event: StoredEvent, request: ReadRequest): bigint =>
  request.stream === undefined ? event.position : event.revision

const startingPoint = ({ store }: NodeParts, { stream, from }: ReadRequest): bigint | Status => {
  if (typeof from === 'bigint') {
    const isOfAnotherLog = stream === undefined && from > store.lastPosition()
    return isOfAnotherLog ? invalidArgument(beyondEnd(from, store.lastPosition())) : from
  }
  if (stream === undefined) return from === 'end' ? store.lastPosition() : 0n
  if (from === 'start') return -1n
  const page = store.readStream(stream, 'end', 'backwards', 1)
  if (page.kind === 'stream-deleted') return streamDeleted(stream)
  return page.kind === 'page' ? page.last : -1n
}

/** Nobody was given that position here, and to wait until the log gets there would leave out all that comes before. */
const beyondEnd = (from: bigint, last: bigint): string =>
  `The log ends at position ${last}, but the subscription asks for what follows ${from}. That position comes from another server, or from before a backup was restored. Begin at the start or at the end.`

type PageAfter =
  | { readonly events: readonly StoredEvent[]; readonly last: bigint; readonly more: boolean }
  | { readonly ending: Status }

const pageAfter = ({ store }: NodeParts, request: ReadRequest, last: bigint, size: number): PageAfter => {
  const { stream } = request
  const page =
    stream === undefined
      ? store.readAll(last + 1n, 'forwards', size)
      : store.readStream(stream, last + 1n, 'forwards', size)
  if ('kind' in page && page.kind === 'stream-deleted') return { ending: streamDeleted(stream!) }
  if ('kind' in page && page.kind === 'stream-not-found') return { events: [], last, more: false }
  const newest = page.events.at(-1)
  const reached = newest === undefined ? last : placeOf(newest, request)
  if (page.next === undefined) return { events: page.events, last: reached, more: false }
  // A page may be empty where everything in it is hidden; its next place still moves on.
  const passed = page.next - 1n
  return { events: page.events, last: passed > reached ? passed : reached, more: true }
}

/** Resolves when the call has ended or the stream is deleted (with a status) or the reader is slow (with nothing). */
const followLive = (
  call: Call,
  { tail }: NodeParts,
  request: ReadRequest,
  cursor: Cursor,
  feed: Feed,
): Promise<Status | undefined> =>
  new Promise((resolve) => {
    const leave = (outcome: Status | undefined): void => {
      unfollow()
      resolve(outcome)
    }
    const unfollow = tail.follow(request.stream, (events) => {
      if (events === 'unreadable') return leave(undefined)
      const fresh = events.filter(({ event }) => placeOf(event, request) > cursor.last)
      if (fresh.length === 0) return
      const { taken, flowing } = feed.send(fresh)
      const newest = fresh[taken - 1]!.event
      cursor.last = placeOf(newest, request)
      if (newest.type === tombstoneType && newest.stream === request.stream)
        leave(streamDeleted(request.stream))
      else if (!flowing || taken < fresh.length) leave(undefined)
    })
    call.closed.then(() => leave(ok))
  })

/** The type of the last event of a stream that was deleted for ever. */
const tombstoneType = '$streamDeleted'
