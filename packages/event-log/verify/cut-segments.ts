import type { RootClaim } from './root-claims.ts'
import type { LogSegment } from './segment.ts'

/** The least events worth a segment of their own. */
const SEGMENT_EVENTS = 20_000

/**
 * Cuts the log, up to the position of its last event, at signed heads: places that are known to be the ends of events.
 * The segments follow one another without a gap and cover the whole of it, however few claims there are; each but the
 * last has at least 20,000 events by what the heads say. `claims` come with the smallest tree first.
 */
export const segmentsOf = (claims: readonly RootClaim[], end: bigint): readonly LogSegment[] => {
  const segments: LogSegment[] = []
  let [size, after]: [number, bigint | undefined] = [0, undefined]
  for (const claim of claims) {
    const upTo = claim.before
    if (claim.kind !== 'signed' || upTo === undefined || upTo >= end) continue
    if (claim.size - size < SEGMENT_EVENTS || upTo <= (after ?? -1n)) continue
    segments.push({ after, upTo })
    ;[size, after] = [claim.size, upTo]
  }
  return [...segments, { after, upTo: end }]
}
