import { verify } from 'node:crypto'
import type { StoredEvent } from '@concord/kernel'
import { eventHash, signedForm } from '../canonical-form.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRegister, RegisteredKey } from '../signing/key-register.ts'
import { uncheckedEnvelope } from '../stored-event.ts'
import type { Difference } from './difference.ts'

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

/** Checks the events of one segment, one after another in the order of the log. */
export interface SegmentCheck {
  /** Whether all is in order so far; after a difference nothing more is to be looked at. */
  readonly look: (event: StoredEvent) => boolean
  /** Checks what is still open, and says what was found. */
  readonly report: () => SegmentReport
}

/** How many streams may wait for their newest signature to be checked. */
const PENDING_STREAMS = 16_384

/**
 * Opens the check of a segment: each event's key, its link to the event before it in its stream, and the signature of
 * each stream's newest event, which stands for all before it. `every`: the signature of every event.
 */
export const openSegmentCheck = (
  owners: Ownership,
  register: KeyRegister,
  every: boolean,
  mostPending = PENDING_STREAMS,
): SegmentCheck => {
  const leaves: Buffer[] = []
  const positions: bigint[] = []
  const entries = new Map<string, StreamEntry>()
  const ends = new Map<string, { revision: number; hash: string }>()
  const pending = new Map<string, { event: StoredEvent; key: RegisteredKey }>()
  let difference: Difference | undefined

  const settle = (): void => {
    for (const { event, key } of pending.values()) {
      if (difference && BigInt(difference.position!) <= event.position) continue
      if (!isSigned(event, key)) difference = badSignature(event)
    }
    pending.clear()
  }
  const differenceIn = (event: StoredEvent): Difference | undefined => {
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
    if (every) return isSigned(event, key) ? undefined : badSignature(event)
    pending.set(event.stream, { event, key })
    if (pending.size >= mostPending) settle()
    return difference
  }
  return {
    look: (event) => {
      difference = differenceIn(event)
      return difference === undefined
    },
    report: () => {
      settle()
      return {
        leaves: Buffer.concat(leaves),
        positions: BigUint64Array.from(positions),
        entries,
        ends,
        difference,
      }
    },
  }
}

const isSigned = (event: StoredEvent, key: RegisteredKey): boolean => {
  const value = Buffer.from(uncheckedEnvelope(event)!.signature!.value, 'base64url')
  return verify(null, Buffer.from(signedForm(event)), key.publicKey, value)
}

const badSignature = (event: StoredEvent): Difference =>
  at(event, 'bad-signature', 'The signature is not that of the event.')

const at = (
  { stream, revision, position }: StoredEvent,
  reason: Difference['reason'],
  detail: string,
): Difference => ({ reason, detail, stream, revision, position: String(position) })
