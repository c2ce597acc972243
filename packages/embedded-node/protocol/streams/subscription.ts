import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { StoredEvent } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import { frame } from '../transport/frame.ts'
import { invalidArgument, ok, type Status, streamDeleted } from '../transport/status.ts'
import { answersInTime } from './answers-in-time.ts'
import type { TailEvent } from './followers.ts'
import { type LinkResolver, linkType } from './link.ts'
import { pageSizer } from './page-size.ts'
import type { ReadRequest } from './read-request.ts'
import { encodeEvents } from './recorded-event.ts'

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
  `The log ends at position ${last}, and the subscription begins at ${from}, which is of another server or of a time before a backup was restored. Begin at the start, or at the end.`

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

type Offered = TailEvent | { readonly event: StoredEvent }

interface Sent {
  /**
   * How many of the events; fewer than there were where the filter takes its time: offer the rest again, a turn
   * later.
   */
  readonly taken: number
  /** False: the reader is slow. */
  readonly flowing: boolean
}

interface Feed {
  /** Sends what passes the filter, with the checkpoints that fall due. */
  readonly send: (events: readonly Offered[]) => Sent
  readonly caughtUp: (position: bigint) => void
}

const openFeed = (call: Call, request: ReadRequest, resolve: LinkResolver): Feed => {
  const { filter, ids, checkpointEvery } = request
  let sinceCheckpoint = 0
  let firstCatchUp = true

  const framed = (offered: Offered): Buffer =>
    'framed' in offered && !(request.resolveLinks && offered.event.type === linkType)
      ? offered.framed(ids)
      : encodeEvents([resolve(offered.event)], ids)

  const sendPlain = (events: readonly Offered[]): Sent => ({
    taken: events.length,
    flowing: events.length === 0 || call.sendFramed(framesOf(events)),
  })

  const framesOf = (events: readonly Offered[]): Buffer =>
    'framed' in events[0]!
      ? joined(events.map(framed))
      : encodeEvents(
          events.map(({ event }) => resolve(event)),
          ids,
        )

  const sendFiltered = (events: readonly Offered[]): Sent => {
    const frames: Buffer[] = []
    const answers = answersInTime(events, ({ event }) => filter!(event))
    for (const [i, passes] of answers.entries()) {
      const offered = events[i]!
      if (passes) frames.push(framed(offered))
      if (++sinceCheckpoint < checkpointEvery) continue
      sinceCheckpoint = 0
      frames.push(checkpoint(offered.event.position))
    }
    return { taken: answers.length, flowing: frames.length === 0 || call.sendFramed(joined(frames)) }
  }

  return {
    send: filter === undefined ? sendPlain : sendFiltered,
    caughtUp: (position) => {
      // Where the log held little or nothing that matched, the reader still learns how far it has come.
      if (filter !== undefined && firstCatchUp && sinceCheckpoint > 0) call.sendFramed(checkpoint(position))
      firstCatchUp = false
      call.sendFramed(caughtUpFrame)
    },
  }
}

const joined = (frames: readonly Buffer[]): Buffer =>
  frames.length === 1 ? frames[0]! : Buffer.concat(frames)

const confirmation = (): Uint8Array => {
  const response = new streamsPb.ReadResp()
  const confirmed = new streamsPb.ReadResp.SubscriptionConfirmation()
  confirmed.setSubscriptionId(randomUUID())
  response.setConfirmation(confirmed)
  return response.serializeBinary()
}

const checkpoint = (position: bigint): Buffer => {
  const response = new streamsPb.ReadResp()
  const reached = new streamsPb.ReadResp.Checkpoint()
  reached.setCommitPosition(String(position))
  reached.setPreparePosition(String(position))
  response.setCheckpoint(reached)
  return frame(response.serializeBinary())
}

const emptyMember = (set: (response: InstanceType<typeof streamsPb.ReadResp>) => unknown): Buffer => {
  const response = new streamsPb.ReadResp()
  set(response)
  return frame(response.serializeBinary())
}

const caughtUpFrame = emptyMember((response) => response.setCaughtUp(new streamsPb.ReadResp.CaughtUp()))
const fellBehindFrame = emptyMember((response) => response.setFellBehind(new streamsPb.ReadResp.FellBehind()))
