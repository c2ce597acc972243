import { CLOCK_TOLERANCE_MS, err, millisecondsOf, ok, type Result } from '@concord/kernel'
import { type OtherTimes, openTimesCheck } from '../moves/times-digest.ts'
import type { RecordedMove } from '../own-events/move-events.ts'
import { openCovered } from './covered.ts'
import type { Difference, EventWithoutForce } from './difference.ts'
import type { RootClaim, RootClaims } from './root-claims.ts'
import type { SegmentReport, StreamEnd } from './segment-report.ts'
import type { VerifiedLog, VerifyFailure } from './verified-log.ts'
import type { VerifyLogOptions } from './verify-options.ts'

/** A whole log, put together of its segments. */
export interface WholeLog {
  /** Takes the next segment, and answers with the first difference in it. */
  readonly add: (report: SegmentReport) => Difference | undefined
  /** What was found, once all segments are there and none of them has a difference. */
  readonly end: () => Result<VerifiedLog, VerifyFailure>
}

/** Puts segments together in their order, and holds them against what is claimed of the log and where it came from. */
export const putTogether = (
  { tree }: VerifyLogOptions,
  { standing: claims, withdrawn }: RootClaims,
  refusedKeys: readonly EventWithoutForce[],
  move?: RecordedMove,
): WholeLog => {
  const streams = openStreams()
  const covered = openCovered(claims, tree)
  const movedTimes = openMovedTimes(move)
  const refused = openNamed()
  const datedBack = openNamed()

  const add = (report: SegmentReport): Difference | undefined => {
    const first = covered.size()
    datedBack.add(report.datedBack)
    refused.add(report.refused)
    const found = [
      report.difference,
      streams.link(report),
      covered.add(report),
      recordedTooLate(claims, report, first),
    ].filter((each) => each !== undefined)
    // Whatever else is wrong makes the times others too, and says better what it is.
    const otherTime = movedTimes.add(report)
    return found.sort((a, b) => Number(BigInt(a.position!) - BigInt(b.position!)))[0] ?? otherTime
  }
  const end = (): Result<VerifiedLog, VerifyFailure> => {
    const difference = covered.tooShort() ?? movedTimes.end()
    if (difference) return err({ kind: 'difference', difference })
    const signed = claims.filter(({ kind }) => kind === 'signed')
    return ok({
      events: covered.size(),
      streams: streams.count(),
      root: covered.root().toString('base64url'),
      heads: signed.length,
      countersignatures: claims.filter(({ kind }) => kind === 'countersigned').length,
      withoutForce: refused.count(),
      refused: refused.named,
      refusedKeys,
      withdrawn,
      move,
      datedBack: { events: datedBack.count(), named: datedBack.named },
      uncovered: covered.size() - (signed.at(-1)?.size ?? 0),
    })
  }
  return { add, end }
}

/** How many events of a kind are named. */
const MOST_NAMED = 100

/** Counts events, and names the first hundred. */
const openNamed = () => {
  const named: EventWithoutForce[] = []
  let count = 0
  const add = (events: readonly EventWithoutForce[]): void => {
    count += events.length
    named.push(...events.slice(0, MOST_NAMED - named.length))
  }
  return { add, named, count: () => count }
}

/** The streams as far as they have been put together: each must enter a segment where it left the ones before. */
const openStreams = () => {
  const ends = new Map<string, StreamEnd>()
  const link = (report: SegmentReport): Difference | undefined => {
    let first: Difference | undefined
    for (const [stream, { revision, previousHash, position }] of report.entries) {
      const before = ends.get(stream)
      if (revision === (before?.revision ?? -1) + 1 && previousHash === (before?.hash ?? null)) continue
      if (first && BigInt(first.position!) < position) continue
      const detail = before
        ? `It does not chain to ${stream}@${before.revision}.`
        : 'The stream does not begin at this revision.'
      first = { reason: 'broken-chain', detail, stream, revision, position: String(position) }
    }
    for (const [stream, streamEnd] of report.ends) ends.set(stream, streamEnd)
    return first
  }
  return { link, count: () => ends.size }
}

/**
 * When an event was recorded is the store's word; a head that covers it bounds that. Asked of events without force, for
 * which it decides whether their key had ended. `first` is the number in the log of the first event of the segment.
 */
const recordedTooLate = (
  claims: readonly RootClaim[],
  { refused, positions }: SegmentReport,
  first: number,
): Difference | undefined => {
  let place = 0
  const impossible = refused.find(({ position, recordedAt }) => {
    while (positions[place]! < BigInt(position)) place += 1
    const head = claims.find(({ size, at }) => at !== undefined && size > first + place)
    return head?.at !== undefined && millisecondsOf(recordedAt) > millisecondsOf(head.at) + CLOCK_TOLERANCE_MS
  })
  if (!impossible) return undefined
  const { stream, revision, position, recordedAt } = impossible
  const detail = `The store says it was recorded at ${recordedAt}, but a head that covers it was signed before.`
  return { reason: 'recorded-later', detail, stream, revision, position }
}

/** Holds the times that events brought along against the record of their move; nothing where none is on record. */
const openMovedTimes = (move: RecordedMove | undefined) => {
  const check = move && openTimesCheck(move)
  // Of the events since the last mark that was right: among them the first other time will be.
  let positions: bigint[] = []
  let since = 0
  const told = ({ first, events }: OtherTimes): Difference => {
    const [begin, last] = [positions[first - since], positions[first - since + events - 1]]
    const which = events === 1 ? 'It' : `It, or one of the ${events - 1} events after it up to #${last},`
    const detail = `${which} does not have the time that it had when it was moved here from ${move!.from}.`
    return { reason: 'other-times', detail, position: String(begin ?? move!.position) }
  }
  return {
    add: (report: SegmentReport): Difference | undefined => {
      if (!check || report.times.length === 0) return undefined
      for (const position of report.positions) positions.push(position)
      const other = check.add(report.times)
      if (other) return told(other)
      positions = positions.slice(check.sinceMark() - since)
      since = check.sinceMark()
      return undefined
    },
    end: (): Difference | undefined => {
      const other = check?.end()
      return other && told(other)
    },
  }
}
