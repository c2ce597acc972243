import { CLOCK_TOLERANCE_MS, millisecondsOf, type StoredEvent } from '@concord/kernel'
import type { RegisteredKey } from '../signing/registered-key.ts'
import type { EventWithoutForce } from './difference.ts'
import type { RootClaim } from './root-claims.ts'

/** When a head was signed that covers the log up to a position: what stands behind that position was recorded later. */
export interface HeadTime {
  readonly position: bigint
  /** By the signer's clock. Milliseconds since the Unix epoch. */
  readonly atMs: number
}

/** The times of the signed heads, in the order of the log, of each that was signed later than all before it. */
export const headTimes = (claims: readonly RootClaim[]): readonly HeadTime[] => {
  const times: HeadTime[] = []
  for (const { kind, before, at } of claims) {
    if (kind !== 'signed' || before === undefined || at === undefined) continue
    const atMs = millisecondsOf(at)
    if (atMs > (times.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY)) times.push({ position: before, atMs })
  }
  return times
}

/**
 * Opens a check of when events were recorded, which is the store's word alone: of events in the order of the log, the check names each that
 * is said to be recorded before a head was signed that does not cover it, clocks apart.
 */
export const openTimeCheck = (heads: readonly HeadTime[]) => {
  let passed = 0
  return (event: StoredEvent, { validUntilMs }: RegisteredKey): readonly EventWithoutForce[] => {
    const { stream, revision, position, recordedAt } = event
    while (passed < heads.length && heads[passed]!.position < position) passed += 1
    const signedMs = heads[passed - 1]?.atMs
    if (signedMs === undefined || millisecondsOf(recordedAt) + CLOCK_TOLERANCE_MS >= signedMs) return []
    const had = validUntilMs + CLOCK_TOLERANCE_MS <= signedMs ? ', when its key had already ended' : ''
    const detail = `The store says it was recorded at ${recordedAt}, but it comes after a head that was signed at ${new Date(signedMs).toISOString()}${had}.`
    return [{ stream, revision, position: String(position), recordedAt, detail }]
  }
}
