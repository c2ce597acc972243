import { err, ok, type Result } from '@concord/kernel'
import { findMove, upToOf } from '../moves/find-move.ts'
import { keyStream } from '../own-events/key-events.ts'
import { ownership } from '../ownership.ts'
import { type KeyRegister, openKeyRegister } from '../signing/key-register.ts'
import { openConnection, type Unavailable } from '../store/connection.ts'
import { readHead, readStoredStream } from '../store/read-stream.ts'
import { segmentsOf } from './cut-segments.ts'
import type { EventWithoutForce } from './difference.ts'
import { headTimes } from './head-times.ts'
import { openPatience, patiently } from './patience.ts'
import { putTogether } from './put-together.ts'
import { type ReadStored, readClaims } from './root-claims.ts'
import { StoreAway } from './segment.ts'
import { verifySegments } from './segments.ts'
import type { VerifiedLog, VerifyFailure } from './verified-log.ts'
import { PATIENCE_MS, type VerifyLogOptions } from './verify-options.ts'

/**
 * Checks the whole log as it stands: keys from their anchors on, each event's key, each stream's chain, signatures,
 * the Merkle root at every signed, countersigned and witnessed head. Names the first difference in the order of the
 * log. While the store is slow or away it waits, within `patienceMs`, and goes on where it was.
 */
export const verifyLog = async (options: VerifyLogOptions): Promise<Result<VerifiedLog, VerifyFailure>> => {
  const { patienceMs = PATIENCE_MS, onWait = () => undefined, onProgress } = options
  const connection = openConnection(options.connectionString, CALL_MS)
  const patience = openPatience(patienceMs, onWait)
  try {
    const register = openKeyRegister(options.anchors)
    const found = await patiently(patience, () => findMove({ connection, register, keeper: options.keeper }))
    if (!found.ok) return found
    const move = found.value
    const movedUpTo = upToOf(move)
    const read: ReadStored = (stream) =>
      patiently(patience, () => readStoredStream(connection, stream, 0, undefined, movedUpTo))
    const refusedKeys = await loadKeys(read, options, register)
    if (!refusedKeys.ok) return refusedKeys
    const claims = await readClaims(read, options, register, move)
    if (!claims.ok) return claims
    // After what is claimed: heads are signed all the while, and a log that ended before one would seem cut off.
    const end = await patiently(patience, () => readHead(connection))
    if (!end.ok) return end
    const { standing } = claims.value
    const whole = putTogether(options, claims.value, refusedKeys.value, move)
    if (end.value === undefined) return whole.end()
    const about = standing.at(-1)?.size ?? 0
    let looked = 0
    const onEvents = (events: number): void => {
      looked += events
      onProgress?.(looked, Math.max(looked, about))
    }
    const segments = segmentsOf(standing, end.value)
    const difference = await verifySegments(
      segments,
      about,
      { ...options, heads: headTimes(standing), movedUpTo },
      whole.add,
      { onEvents, onWait },
    )
    return difference ? err({ kind: 'difference', difference }) : whole.end()
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error
    return err({ kind: 'unavailable', detail: error.message, retryAfterS: 60 })
  } finally {
    await connection.close()
  }
}

/** Nobody waits for a verification as a caller waits for an answer. */
const CALL_MS = 30_000

/** Answers with what in the key streams changes no keys. Each such event is checked with all others as well. */
const loadKeys = async (
  read: ReadStored,
  { agencies }: VerifyLogOptions,
  register: KeyRegister,
): Promise<Result<readonly EventWithoutForce[], Unavailable>> => {
  const found: EventWithoutForce[] = []
  for (const agency of ownership(agencies).agencies) {
    const events = await read(keyStream(agency))
    if (!events.ok) return events
    for (const { event, refusal } of register.load(agency, events.value)) {
      const { stream, revision, position, recordedAt } = event
      found.push({ stream, revision, position: String(position), recordedAt, detail: refusal.detail })
    }
  }
  return ok(found)
}
