import type { StoredEvent } from '@concord/kernel'
import type { MovedUpTo } from '../form/moved-time.ts'
import type { WrittenEvent } from '../form/stored-event.ts'
import { timeLine } from '../moves/times-digest.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import { isSignedBy } from '../signing/signed-by.ts'
import type { Difference, EventWithoutForce } from './difference.ts'
import { type HeadTime, openTimeCheck } from './head-times.ts'
import { openNewestEvents } from './newest-events.ts'
import { openSegmentLeaves } from './segment-leaves.ts'
import type { SegmentReport } from './segment-report.ts'

/** What else is checked besides keys, links and newest signatures. */
export interface SegmentCheckOptions {
  /** Check the signature of every event. */
  readonly every: boolean
  /** What bounds when an event was recorded, in the order of the log. */
  readonly heads?: readonly HeadTime[]
  readonly movedUpTo?: MovedUpTo
  readonly mostPending?: number
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
  const leaves = openSegmentLeaves()
  const newest = openNewestEvents()
  const refused: EventWithoutForce[] = []
  const datedBack: EventWithoutForce[] = []
  const times: string[] = []
  const datedBackOf = openTimeCheck(heads)
  let difference: Difference | undefined

  const settle = (): void => {
    leaves.makeSure()
    const unsigned = newest.settle(difference)
    if (unsigned) difference = badSignature(unsigned)
  }
  const wasMoved = (position: bigint): boolean => movedUpTo !== undefined && position <= movedUpTo
  const differenceIn = (written: WrittenEvent): Difference | undefined => {
    const { event, texts, envelope } = written
    const { stream, position } = event
    const { previousHash = null } = envelope ?? {}
    const before = leaves.add(event, previousHash, every ? undefined : texts)
    if (wasMoved(position)) times.push(timeLine(event))
    const key = register.claim(owners.ownerOf(stream), written)
    if ('reason' in key && key.reason !== 'ended-key') return at(event, key.reason, key.detail)
    const broken = before && brokenChain(written, before)
    if (broken) return broken
    if ('reason' in key) return withoutForce(written, key.detail)
    datedBack.push(...datedBackOf(event, key))
    if (every) return isSignedBy(key, written) ? undefined : badSignature(event)
    newest.add({ written, key })
    if (newest.count() >= mostPending) settle()
    return difference
  }
  const withoutForce = (written: WrittenEvent, detail: string): Difference | undefined => {
    const { stream, revision, position, recordedAt } = written.event
    const { kid } = written.envelope!.signature!
    const key = register.key(kid, owners.ownerOf(stream)!)!
    if (!isSignedBy(key, written)) return badSignature(written.event)
    refused.push({ stream, revision, position: String(position), recordedAt, detail })
    return difference
  }
  return {
    look: (written) => {
      try {
        difference = differenceIn(written)
      } catch (error) {
        difference = at(
          written.event,
          'unreadable',
          `It cannot be brought into canonical form: ${(error as Error).message}`,
        )
      }
      return difference === undefined
    },
    report: () => {
      settle()
      return { ...leaves.report(), difference, refused, datedBack, times: Buffer.from(times.join('')) }
    },
  }
}

/** That an event does not follow on the one before it in its stream, as far as that was read. */
const brokenChain = (
  { event, envelope }: WrittenEvent,
  { revision, hash }: { readonly revision: number; readonly hash: string },
): Difference | undefined =>
  event.revision === revision + 1 && envelope?.previousHash === hash
    ? undefined
    : at(event, 'broken-chain', `It does not chain to ${event.stream}@${revision}.`)

const badSignature = (event: StoredEvent): Difference =>
  at(event, 'bad-signature', 'The signature does not match the event.')

const at = (
  { stream, revision, position }: StoredEvent,
  reason: Difference['reason'],
  detail: string,
): Difference => ({ reason, detail, stream, revision, position: String(position) })
