import { verify } from 'node:crypto'
import type { StoredEvent } from '@concord/kernel'
import { eventHash, signedForm } from '../canonical-form.ts'
import { type AgencyEvents, type Ownership, ownership } from '../ownership.ts'
import { keyStream } from '../signing/key-events.ts'
import { type KeyRegister, openKeyRegister, type RegisteredKey } from '../signing/key-register.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { type Connection, openConnection } from '../store/connection.ts'
import { openLogPump } from '../store/log-pump.ts'
import { readStoredStream } from '../store/read-stream.ts'
import { uncheckedEnvelope } from '../stored-event.ts'
import type { Difference } from './difference.ts'

/** The events after one position up to another one. */
export interface Segment {
  readonly after: bigint | undefined
  readonly upTo: bigint
}

/** What a segment is, for the whole to be put together in order. */
export interface SegmentReport {
  /** The hashes of its events side by side, 32 bytes each. */
  readonly leaves: Uint8Array
  readonly positions: BigUint64Array
  /** Where each stream enters the segment, and where it leaves it. */
  readonly entries: ReadonlyMap<string, StreamEntry>
  readonly ends: ReadonlyMap<string, { readonly revision: number; readonly hash: string }>
  readonly difference: Difference | undefined
}

export interface StreamEntry {
  readonly revision: number
  readonly previousHash: string | null
  readonly position: bigint
}

export interface SegmentVerifierOptions {
  readonly connectionString: string
  readonly agencies: readonly AgencyEvents[]
  readonly anchors: TrustAnchors
  readonly every: boolean
}

/** How many streams may wait for their newest signature to be checked. */
const PENDING_STREAMS = 16_384

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

const walk = async (
  connection: Connection,
  owners: Ownership,
  register: KeyRegister,
  { after, upTo }: Segment,
  every: boolean,
  onProgress: (events: number) => void,
): Promise<SegmentReport> => {
  const leaves: Buffer[] = []
  const positions: bigint[] = []
  const entries = new Map<string, StreamEntry>()
  const ends = new Map<string, { revision: number; hash: string }>()
  const pending = new Map<string, { event: StoredEvent; key: RegisteredKey }>()
  let difference: Difference | undefined

  const settle = (): void => {
    for (const { event, key } of pending.values()) {
      if (difference && BigInt(difference.position!) <= event.position) continue
      if (!isSigned(event, key))
        difference = at(event, 'bad-signature', 'The signature is not that of the event.')
    }
    pending.clear()
  }
  const look = (event: StoredEvent): Difference | undefined => {
    const hash = eventHash(event)
    const before = ends.get(event.stream)
    const { previousHash = null } = uncheckedEnvelope(event) ?? {}
    if (!before)
      entries.set(event.stream, { revision: event.revision, previousHash, position: event.position })
    ends.set(event.stream, { revision: event.revision, hash })
    leaves.push(Buffer.from(hash, 'base64url'))
    positions.push(event.position)
    const key = register.claim(owners.ownerOf(event.stream), event)
    if ('reason' in key) return at(event, key.reason, key.detail)
    if (before && (event.revision !== before.revision + 1 || previousHash !== before.hash)) {
      return at(event, 'broken-chain', `It does not chain to ${event.stream}@${before.revision}.`)
    }
    if (every)
      return isSigned(event, key)
        ? undefined
        : at(event, 'bad-signature', 'The signature is not that of the event.')
    pending.set(event.stream, { event, key })
    if (pending.size >= PENDING_STREAMS) settle()
    return undefined
  }

  const pump = openLogPump(connection.client(), after)
  try {
    let done = false
    while (!done && difference === undefined) {
      const items = await pump.take()
      let looked = 0
      for (const item of items) {
        // The log has no event at its own end any more when that was taken away meanwhile; then it is caught up.
        done ||= item.kind === 'caught-up' || (item.kind === 'event' && item.event.position > upTo)
        if (done || item.kind !== 'event') continue
        difference = look(item.event)
        looked += 1
        done ||= difference !== undefined || item.event.position === upTo
      }
      onProgress(looked)
    }
  } finally {
    pump.stop()
  }
  settle()
  return {
    leaves: Buffer.concat(leaves),
    positions: BigUint64Array.from(positions),
    entries,
    ends,
    difference,
  }
}

const isSigned = (event: StoredEvent, key: RegisteredKey): boolean => {
  const value = Buffer.from(uncheckedEnvelope(event)!.signature!.value, 'base64url')
  return verify(null, Buffer.from(signedForm(event)), key.publicKey, value)
}

const at = (
  { stream, revision, position }: StoredEvent,
  reason: Difference['reason'],
  detail: string,
): Difference => ({ reason, detail, stream, revision, position: String(position) })
