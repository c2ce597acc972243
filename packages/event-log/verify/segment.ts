import type { Writer } from '@concord/kernel'
import type { MovedUpTo } from '../form/moved-time.ts'
import { keyStream } from '../own-events/key-events.ts'
import { ownership } from '../ownership.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { openConnection } from '../store/connection.ts'
import { readLog } from '../store/log-read.ts'
import { readStoredStream } from '../store/read-stream.ts'
import type { HeadTime } from './head-times.ts'
import { openPatience, patiently } from './patience.ts'
import { openSegmentCheck } from './segment-check.ts'
import type { SegmentReport } from './segment-report.ts'

/** The events after one position up to another one. */
export interface LogSegment {
  readonly after: bigint | undefined
  readonly upTo: bigint
}

/** What a verifier of segments needs; all of it can be sent to a thread. */
export interface SegmentVerifierOptions {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  readonly every: boolean
  readonly heads: readonly HeadTime[]
  readonly movedUpTo: MovedUpTo
  /** As in the options of a verification. */
  readonly patienceMs: number
}

/** What a verifier tells of on its way. */
export interface OnTheWay {
  readonly onEvents: (events: number) => void
  readonly onWait: (why: string, waitMs: number) => void
}

/** The store was away for longer than patience lasted. */
export class StoreAway extends Error {}

/** Events after which it is told how far it is. */
const TOLD_EVERY = 1_000

/** Opens a verifier of segments with a connection and keys of its own. Throws {@link StoreAway}, and so do its walks. */
export const openSegmentVerifier = async (
  options: SegmentVerifierOptions,
  { onEvents, onWait }: OnTheWay,
) => {
  const connection = openConnection(options.connectionString)
  const patience = openPatience(options.patienceMs, onWait)
  const owners = ownership(options.agencies)
  const register = openKeyRegister(options.anchors)
  for (const agency of owners.agencies) {
    const events = await patiently(patience, () => readStoredStream(connection, keyStream(agency)))
    if (!events.ok) throw new StoreAway(events.error.detail)
    register.load(agency, events.value)
  }

  /** Where the reading is lost, it goes on after the last event that was looked at. */
  const walk = async (
    { after, upTo }: LogSegment,
    every: boolean,
    told: (events: number) => void,
  ): Promise<SegmentReport> => {
    const check = openSegmentCheck(owners, register, { ...options, every })
    let [last, untold] = [after, 0]
    for (;;) {
      const client = connection.client()
      try {
        await readLog(client, last, options.movedUpTo, (written) => {
          const { position } = written.event
          if (position > upTo) return false
          last = position
          untold += 1
          if (untold === TOLD_EVERY) {
            told(untold)
            untold = 0
            patience.going()
          }
          return check.look(written) && position < upTo
        })
        told(untold)
        return check.report()
      } catch (error) {
        connection.failed(client)
        const why = (error as Error).message
        if (!(await patience.wait(why))) throw new StoreAway(why)
      }
    }
  }
  const verifySegment = async (segment: LogSegment): Promise<SegmentReport> => {
    const report = await walk(segment, options.every, onEvents)
    // A wrong newest signature leaves open which event before it is the first that nobody stands for.
    if (options.every || report.difference?.reason !== 'bad-signature') return report
    return walk(segment, true, () => undefined)
  }
  return { verifySegment, close: connection.close }
}
