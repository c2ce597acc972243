import { err, ok, type Result } from '@concord/kernel'
import { headStream, LogHeadCountersigned, LogHeadSigned, type TreeHead } from '../heads/head-events.ts'
import { growingRoot } from '../merkle/growing-root.ts'
import { ownership } from '../ownership.ts'
import { keyStream } from '../signing/key-events.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { type Connection, openConnection, type Unavailable } from '../store/connection.ts'
import { readHead, readStoredStream } from '../store/read-stream.ts'
import type { Difference } from './difference.ts'
import type { Segment } from './segment.ts'
import type { SegmentReport } from './segment-check.ts'
import { verifySegments } from './segments.ts'
import type { VerifyLogOptions } from './verify-options.ts'

/** What was found to be in order. */
export interface VerifiedLog {
  readonly events: number
  readonly streams: number
  readonly root: string
  readonly heads: number
  readonly countersignatures: number
  /** How many events at the end no signed head covers yet. */
  readonly uncovered: number
}

export type VerifyFailure = Unavailable | { readonly kind: 'difference'; readonly difference: Difference }

/**
 * Checks the whole log as it stands: keys from their anchors on, each event's key, each stream's chain, signatures, the
 * Merkle root at every signed, countersigned and witnessed head. Names the first difference in the order of the log.
 */
export const verifyLog = async (options: VerifyLogOptions): Promise<Result<VerifiedLog, VerifyFailure>> => {
  const connection = openConnection(options.connectionString)
  try {
    const end = await readHead(connection)
    if (!end.ok) return end
    const keys = await checkKeys(connection, options)
    if (!keys.ok) return keys
    const claims = await readClaims(connection, options)
    if (!claims.ok) return claims
    const whole = putTogether(options, claims.value)
    if (end.value !== undefined) {
      let looked = 0
      const difference = await verifySegments(
        segmentsOf(claims.value, end.value),
        claims.value.at(-1)?.size ?? 0,
        options,
        whole.add,
        (events) => {
          looked += events
          options.onProgress?.(looked)
        },
      )
      if (difference) return err({ kind: 'difference', difference })
    }
    return whole.end()
  } finally {
    await connection.close()
  }
}

/** Somebody's statement that the first `size` events hash to a root. */
interface Claim extends TreeHead {
  readonly position: bigint | undefined
  readonly by: string
  readonly kind: 'signed' | 'countersigned' | 'witnessed'
}

const checkKeys = async (
  connection: Connection,
  { agencies, anchors }: VerifyLogOptions,
): Promise<Result<void, VerifyFailure>> => {
  const register = openKeyRegister(anchors)
  for (const agency of ownership(agencies).agencies) {
    const events = await readStoredStream(connection, keyStream(agency))
    if (!events.ok) return events
    const refused = register.load(agency, events.value)
    if (refused) {
      const { stream, revision, position } = refused.event
      const detail = `${stream}@${revision}: ${refused.refusal.detail}`
      const difference = {
        reason: 'untrusted-keys',
        detail,
        stream,
        revision,
        position: String(position),
      } as const
      return err({ kind: 'difference', difference })
    }
  }
  return ok(undefined)
}

const readClaims = async (
  connection: Connection,
  { agencies, witnessed = [] }: VerifyLogOptions,
): Promise<Result<readonly Claim[], VerifyFailure>> => {
  const claims: Claim[] = witnessed.map(({ size, root }) => {
    return { size, root, position: undefined, by: 'a witness', kind: 'witnessed' }
  })
  for (const agency of ownership(agencies).agencies) {
    const events = await readStoredStream(connection, headStream(agency))
    if (!events.ok) return events
    for (const { type, data } of events.value) {
      const definition = [LogHeadSigned, LogHeadCountersigned].find((candidate) => candidate.type === type)
      const parsed = definition?.data.safeParse(data)
      if (!parsed?.success) continue
      const { size, root, position } = parsed.data
      const kind = type === LogHeadSigned.type ? 'signed' : 'countersigned'
      claims.push({ size, root, position: BigInt(position), by: agency, kind })
    }
  }
  return ok(claims.sort((a, b) => a.size - b.size))
}

/** The least events worth a segment of their own. */
const SEGMENT_EVENTS = 20_000

/** Cuts the log at heads: places that are known to be the ends of events. */
const segmentsOf = (claims: readonly Claim[], end: bigint): readonly Segment[] => {
  const segments: Segment[] = []
  let [size, after]: [number, bigint | undefined] = [0, undefined]
  for (const claim of claims) {
    if (claim.kind !== 'signed' || claim.position === undefined || claim.position >= end) continue
    if (claim.size - size < SEGMENT_EVENTS || claim.position <= (after ?? -1n)) continue
    segments.push({ after, upTo: claim.position })
    ;[size, after] = [claim.size, claim.position]
  }
  return [...segments, { after, upTo: end }]
}

/** Puts segments together in their order; `add` answers with the first difference. */
const putTogether = ({ tree }: VerifyLogOptions, claims: readonly Claim[]) => {
  const growing = growingRoot()
  const ends = new Map<string, { readonly revision: number; readonly hash: string }>()
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
        const difference = compare(claims[due]!, growing.root(), position)
        if (difference) return difference
      }
    }
    return undefined
  }
  const add = (report: SegmentReport): Difference | undefined => {
    const found = [report.difference, links(report), leaves(report)].filter((each) => each !== undefined)
    return found.sort((a, b) => Number(BigInt(a.position!) - BigInt(b.position!)))[0]
  }
  const end = (): Result<VerifiedLog, VerifyFailure> => {
    const missing = claims[due]
    if (missing) {
      const detail = `The log has ${growing.size()} events; ${missing.by} stands for ${missing.size}.`
      return err({ kind: 'difference', difference: { reason: 'log-too-short', detail } })
    }
    const signed = claims.filter(({ kind }) => kind === 'signed')
    return ok({
      events: growing.size(),
      streams: ends.size,
      root: growing.root().toString('base64url'),
      heads: signed.length,
      countersignatures: claims.filter(({ kind }) => kind === 'countersigned').length,
      uncovered: growing.size() - (signed.at(-1)?.size ?? 0),
    })
  }
  return { add, end }
}

const compare = (claim: Claim, root: Buffer, position: bigint): Difference | undefined => {
  const isSame = claim.root === root.toString('base64url')
  if (isSame && (claim.position === undefined || claim.position === position)) return undefined
  const detail = `The first ${claim.size} events are not those whose root ${claim.by} ${claim.kind}.`
  return { reason: 'other-root', detail, position: String(position) }
}
