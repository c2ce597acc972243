import type { StoredEvent } from '../../store/store.ts'
import type { Call } from '../transport/call.ts'
import { answersInTime } from './answers-in-time.ts'
import type { TailEvent } from './followers.ts'
import { type LinkResolver, linkType } from './link.ts'
import type { ReadRequest } from './read-request.ts'
import { encodeEvents } from './recorded-event.ts'
import { caughtUpFrame, checkpoint } from './subscription-messages.ts'

/** An event as it is read, or with its bytes as the live tail has made them. */
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

/** What one subscription sends to its reader. */
export interface Feed {
  /** Sends what passes the filter, with the checkpoints that fall due. */
  readonly send: (events: readonly Offered[]) => Sent
  readonly caughtUp: (position: bigint) => void
}

/** Sends nothing by itself, and holds no event back: what the filter has no time for is for the caller to offer again. */
export const openFeed = (call: Call, request: ReadRequest, resolve: LinkResolver): Feed => {
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
