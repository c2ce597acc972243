import { verify } from 'node:crypto'
import type { StoredEvent, StoredTexts } from '@concord/kernel'
import { textHash } from '../checking/chains.ts'
import { eventHash, signedForm } from '../codec/canonical-form.ts'
import type { WrittenEvent } from '../codec/stored-event.ts'
import type { MovedUpTo } from '../moves/moved-time.ts'
import { timeLine } from '../moves/times-digest.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'
import type { Difference, EventWithoutForce } from './difference.ts'
import { type HeadTime, openTimeCheck } from './head-times.ts'

/** What a segment is, for the whole to be put together in order. */
export interface SegmentReport {
  /** The hashes of its events side by side, 32 bytes each. */
  readonly leaves: Uint8Array
  readonly positions: BigUint64Array
  /** Where each stream enters the segment, and where it leaves it. */
  readonly entries: ReadonlyMap<string, StreamEntry>
  readonly ends: ReadonlyMap<string, { readonly revision: number; readonly hash: string }>
  readonly difference: Difference | undefined
  /** Events that nobody builds on, although nobody touched them: a key signed them when its time was over. */
  readonly refused: readonly EventWithoutForce[]
  /** Events that are said to be recorded before a head was signed that does not cover them. */
  readonly datedBack: readonly EventWithoutForce[]
  /** What the digest of the times is taken over, of its events that were moved here. */
  readonly times: Uint8Array
}

/** What else is checked besides keys, links and newest signatures. */
export interface SegmentCheckOptions {
  /** Check the signature of every event. */
  readonly every: boolean
  /** What bounds when an event was recorded, in the order of the log. */
  readonly heads?: readonly HeadTime[]
  readonly movedUpTo?: MovedUpTo
  readonly mostPending?: number
}

/** The first event of a stream in a segment: what it says of the one before, which another segment holds. */
export interface StreamEntry {
  readonly revision: number
  readonly previousHash: string | null
  readonly position: bigint
}

/** Checks the events of one segment, one after another in the order of the log. */
export interface SegmentCheck {
  /** Whether all is in order so far; after a difference nothing more is to be looked at. */
  readonly look: (written: WrittenEvent) => boolean
  /** Checks what is still open, and says what was found. */
  readonly report: () => SegmentReport
}

/** How many streams may wait for their newest signature to be checked. */
const PENDING_STREAMS = 16_384

/**
 * Opens the check of a segment: each event's key, its link to the event before it in its stream, and the signature of
 * each stream's newest event, which stands for all before it.
 */
export const openSegmentCheck = (
  owners: Ownership,
  register: KeyRegister,
  { every, heads = [], movedUpTo, mostPending = PENDING_STREAMS }: SegmentCheckOptions,
): SegmentCheck => {
  const hashes: string[] = []
  const positions: bigint[] = []
  const entries = new Map<string, StreamEntry>()
  const ends = new Map<string, { revision: number; hash: string }>()
  const pending = new Map<string, { written: WrittenEvent; key: RegisteredKey }>()
  // The newest events of streams whose hash was taken over their texts, and their places: see openChains.
  const presumed = new Map<string, { event: StoredEvent; place: number }>()
  const refused: EventWithoutForce[] = []
  const datedBack: EventWithoutForce[] = []
  const times: string[] = []
  const datedBackOf = openTimeCheck(heads)
  let difference: Difference | undefined

  const settle = (): void => {
    for (const stream of [...presumed.keys()]) makeSure(stream)
    for (const { written, key } of pending.values()) {
      const { event } = written
      if (difference && BigInt(difference.position!) <= event.position) continue
      if (!isSigned(written, key)) difference = badSignature(event)
    }
    pending.clear()
  }
  const makeSure = (stream: string): void => {
    const newest = presumed.get(stream)
    if (!newest) return
    const hash = eventHash(newest.event)
    hashes[newest.place] = hash
    ends.set(stream, { revision: newest.event.revision, hash })
    presumed.delete(stream)
  }
  const endBefore = ({ stream }: StoredEvent, previousHash: string | null) => {
    if (ends.get(stream)?.hash !== previousHash) makeSure(stream)
    return ends.get(stream)
  }
  const take = (event: StoredEvent, texts: StoredTexts | undefined): void => {
    const { stream, revision } = event
    const hash = texts ? textHash(event, texts) : eventHash(event)
    ends.set(stream, { revision, hash })
    if (texts) presumed.set(stream, { event, place: hashes.length })
    hashes.push(hash)
    if (movedUpTo !== undefined && event.position <= movedUpTo) times.push(timeLine(event))
    positions.push(event.position)
  }
  const differenceIn = (written: WrittenEvent): Difference | undefined => {
    const { event, texts, envelope } = written
    const { stream, revision, position } = event
    const { previousHash = null } = envelope ?? {}
    const before = endBefore(event, previousHash)
    if (!before) entries.set(stream, { revision, previousHash, position })
    presumed.delete(stream)
    take(event, every ? undefined : texts)
    const key = register.claim(owners.ownerOf(stream), written)
    if ('reason' in key && key.reason !== 'ended-key') return at(event, key.reason, key.detail)
    if (before && (revision !== before.revision + 1 || previousHash !== before.hash)) {
      return at(event, 'broken-chain', `It does not chain to ${stream}@${before.revision}.`)
    }
    if ('reason' in key) return withoutForce(written, key.detail)
    datedBack.push(...datedBackOf(event, key))
    if (every) return isSigned(written, key) ? undefined : badSignature(event)
    pending.set(stream, { written, key })
    if (pending.size >= mostPending) settle()
    return difference
  }
  const withoutForce = (written: WrittenEvent, detail: string): Difference | undefined => {
    const { stream, revision, position, recordedAt } = written.event
    const { kid } = written.envelope!.signature!
    if (!isSigned(written, register.key(kid, owners.ownerOf(stream)!)!)) return badSignature(written.event)
    refused.push({ stream, revision, position: String(position), recordedAt, detail })
    return difference
  }
  const lookAt = (written: WrittenEvent): Difference | undefined => {
    try {
      return differenceIn(written)
    } catch (error) {
      return at(written.event, 'unreadable', `It has no canonical form: ${(error as Error).message}`)
    }
  }
  return {
    look: (written) => {
      difference = lookAt(written)
      return difference === undefined
    },
    report: () => {
      settle()
      return {
        leaves: sideBySide(hashes),
        positions: BigUint64Array.from(positions),
        entries,
        ends,
        difference,
        refused,
        datedBack,
        times: Buffer.from(times.join('')),
      }
    },
  }
}

const sideBySide = (hashes: readonly string[]): Uint8Array => {
  const bytes = Buffer.alloc(hashes.length * 32)
  for (const [index, hash] of hashes.entries()) bytes.write(hash, index * 32, 'base64url')
  return bytes
}

const isSigned = ({ event, envelope }: WrittenEvent, key: RegisteredKey): boolean => {
  const value = Buffer.from(envelope!.signature!.value, 'base64url')
  return verify(null, Buffer.from(signedForm(event)), key.publicKey, value)
}

const badSignature = (event: StoredEvent): Difference =>
  at(event, 'bad-signature', 'The signature is not that of the event.')

const at = (
  { stream, revision, position }: StoredEvent,
  reason: Difference['reason'],
  detail: string,
): Difference => ({ reason, detail, stream, revision, position: String(position) })
