import { type AgencyEvents, type Ownership, ownership } from '../ownership.ts'
import { keyStream } from '../signing/key-events.ts'
import { type KeyRegister, openKeyRegister } from '../signing/key-register.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { type Connection, openConnection } from '../store/connection.ts'
import { openLogPump } from '../store/log-pump.ts'
import { readStoredStream } from '../store/read-stream.ts'
import { openSegmentCheck, type SegmentReport } from './segment-check.ts'

/** The events after one position up to another one. */
export interface Segment {
  readonly after: bigint | undefined
  readonly upTo: bigint
}

export interface SegmentVerifierOptions {
  readonly connectionString: string
  readonly agencies: readonly AgencyEvents[]
  readonly anchors: TrustAnchors
  readonly every: boolean
}

/** Opens a verifier of segments with a connection and keys of its own. */
export const openSegmentVerifier = async (options: SegmentVerifierOptions) => {
  const connection = openConnection(options.connectionString)
  const owners = ownership(options.agencies)
  const register = openKeyRegister(options.anchors)
  for (const agency of owners.agencies) {
    const events = await readStoredStream(connection, keyStream(agency))
    if (!events.ok) throw new Error(events.error.detail)
    register.load(agency, events.value)
  }
  const verifySegment = async (
    segment: Segment,
    onProgress: (events: number) => void,
  ): Promise<SegmentReport> => {
    const report = await walk(connection, owners, register, segment, options.every, onProgress)
    // A wrong newest signature leaves open which event before it is the first that nobody stands for.
    if (options.every || report.difference?.reason !== 'bad-signature') return report
    return walk(connection, owners, register, segment, true, () => undefined)
  }
  return { verifySegment, close: connection.close }
}

/** Events are looked at one by one: what is held between reading and checking is as good as nothing. */
const BLOCK = 256

const walk = async (
  connection: Connection,
  owners: Ownership,
  register: KeyRegister,
  { after, upTo }: Segment,
  every: boolean,
  onProgress: (events: number) => void,
): Promise<SegmentReport> => {
  const check = openSegmentCheck(owners, register, every)
  const pump = openLogPump(connection.client(), after, { block: BLOCK })
  try {
    let done = false
    while (!done) {
      const items = await pump.take()
      let looked = 0
      for (const item of items) {
        // The log has no event at its own end any more when that was taken away meanwhile; then it is caught up.
        done ||= item.kind === 'caught-up' || (item.kind === 'event' && item.event.position > upTo)
        if (done || item.kind !== 'event') continue
        done = !check.look(item) || item.event.position === upTo
        looked += 1
      }
      onProgress(looked)
    }
  } finally {
    pump.stop()
  }
  return check.report()
}
