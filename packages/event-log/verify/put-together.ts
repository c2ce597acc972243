import { err, millisecondsOf, ok, type Result } from '@concord/kernel'
import { growingRoot } from '../merkle/growing-root.ts'
import type { RecordedMove } from '../moves/move-events.ts'
import { timesDigest } from '../moves/times-digest.ts'
import { CLOCK_TOLERANCE_MS } from '../signing/key-register.ts'
import type { Claim, Claims } from './claims.ts'
import type { Difference, EventWithoutForce } from './difference.ts'
import type { SegmentReport } from './segment-check.ts'
import type { VerifiedLog, VerifyFailure } from './verified-log.ts'
import type { VerifyLogOptions } from './verify-options.ts'

/** How many events without force are named. */
const REFUSED_NAMED = 100

/** Puts segments together in their order; `add` answers with the first difference. */
export const putTogether = (
  { tree }: VerifyLogOptions,
  { standing: claims, withdrawn }: Claims,
  refusedKeys: readonly EventWithoutForce[],
  move?: RecordedMove,
) => {
  const growing = growingRoot()
  const movedTimes = timesDigest()
  const ends = new Map<string, { readonly revision: number; readonly hash: string }>()
  const refused: EventWithoutForce[] = []
  let withoutForce = 0
  const datedBack: EventWithoutForce[] = []
  let datedBackInAll = 0
  let due = claims.findIndex(({ size }) => size > 0)
  if (due < 0) due = claims.length

  const links = (report: SegmentReport): Difference | undefined => {
    let first: Difference | undefined
    for (const [stream, { revision, previousHash, position }] of report.entries) {
      const before = ends.get(stream)
      if (revision === (before?.revision ?? -1) + 1 && previousHash === (before?.hash ?? null)) continue
      if (first && BigInt(first.position!) < position) continue
      const detail = before
        ? `It does not chain to ${stream}@${before.revision}.`
        : 'The stream does not begin here.'
      first = { reason: 'broken-chain', detail, stream, revision, position: String(position) }
    }
    for (const [stream, streamEnd] of report.ends) ends.set(stream, streamEnd)
    return first
  }
  const leaves = ({ leaves: hashes, positions }: SegmentReport): Difference | undefined => {
    const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength)
    const kept = tree?.leaves(growing.size(), positions.length)
    for (const [index, position] of positions.entries()) {
      const leaf = bytes.subarray(index * 32, index * 32 + 32)
      const expected = kept?.subarray(index * 32, index * 32 + 32)
      if (expected?.length === 32 && !expected.equals(leaf)) {
        const detail = `Event ${growing.size()} of the log is not the one that the tree holds.`
        return { reason: 'other-event', detail, position: String(position) }
      }
      growing.add(leaf)
      for (; claims[due]?.size === growing.size(); due++) {
        const difference = compare(claims, claims[due]!, growing.root(), position)
        if (difference) return difference
      }
    }
    return undefined
  }
  /** When an event was recorded is the store's word; a head that covers it bounds that. */
  const times = ({ refused: found, positions }: SegmentReport, first: number): Difference | undefined => {
    withoutForce += found.length
    refused.push(...found.slice(0, REFUSED_NAMED - refused.length))
    let place = 0
    const impossible = found.find(({ position, recordedAt }) => {
      while (positions[place]! < BigInt(position)) place += 1
      const head = claims.find(({ size, at }) => at !== undefined && size > first + place)
      return (
        head?.at !== undefined && millisecondsOf(recordedAt) > millisecondsOf(head.at) + CLOCK_TOLERANCE_MS
      )
    })
    if (!impossible) return undefined
    const { stream, revision, position, recordedAt } = impossible
    const detail = `It is said to be recorded at ${recordedAt}, after a head that covers it was signed.`
    return { reason: 'recorded-later', detail, stream, revision, position }
  }
  const add = (report: SegmentReport): Difference | undefined => {
    const first = growing.size()
    movedTimes.add(report.times)
    datedBackInAll += report.datedBack.length
    datedBack.push(...report.datedBack.slice(0, REFUSED_NAMED - datedBack.length))
    const found = [report.difference, links(report), leaves(report), times(report, first)].filter(
      (each) => each !== undefined,
    )
    return found.sort((a, b) => Number(BigInt(a.position!) - BigInt(b.position!)))[0]
  }
  const end = (): Result<VerifiedLog, VerifyFailure> => {
    const missing = claims[due]
    if (missing) {
      const detail = `The log has ${growing.size()} events; ${missing.by} stands for ${missing.size}.`
      return err({ kind: 'difference', difference: { reason: 'log-too-short', detail } })
    }
    if (move && movedTimes.end() !== move.times) {
      const detail = `The first ${move.size} events do not have the times with which they were moved here from ${move.from}.`
      return err({
        kind: 'difference',
        difference: { reason: 'other-times', detail, position: move.position },
      })
    }
    const signed = claims.filter(({ kind }) => kind === 'signed')
    return ok({
      events: growing.size(),
      streams: ends.size,
      root: growing.root().toString('base64url'),
      heads: signed.length,
      countersignatures: claims.filter(({ kind }) => kind === 'countersigned').length,
      withoutForce,
      refused,
      refusedKeys,
      withdrawn,
      move,
      datedBack: { events: datedBackInAll, named: datedBack },
      uncovered: growing.size() - (signed.at(-1)?.size ?? 0),
    })
  }
  return { add, end }
}

const did = {
  signed: 'signed',
  countersigned: 'countersigned',
  witnessed: 'remembers',
  moved: 'moved',
} as const

const compare = (
  claims: readonly Claim[],
  claim: Claim,
  root: Buffer,
  position: bigint,
): Difference | undefined => {
  const isSame = claim.root === root.toString('base64url')
  if (isSame && (claim.position === undefined || claim.position === position)) return undefined
  const others = claims.filter(({ size, root }) => size === claim.size && root === claim.root)
  const who = others.map(({ kind, by }) => `${by} ${did[kind]}`)
  const detail = `The first ${claim.size} events are not those whose root ${who.join(', ')}.`
  return { reason: 'other-root', detail, position: String(position) }
}
