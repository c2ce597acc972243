import { CLOCK_TOLERANCE_MS, millisecondsOf, type StoredEvent } from '@concord/kernel'
import { type Refusal, type WrittenEvent, withoutTexts } from '../form/stored-event.ts'
import { type KeyStep, type Succession, stepOf } from './key-succession.ts'
import { type RegisteredKey, validUntilAsOf } from './registered-key.ts'
import { isSignedBy, verifyInPool } from './signed-by.ts'
import { publicKeyOf } from './signing-key.ts'
import type { TrustAnchors } from './trust-anchors.ts'

/** A key event that changes nothing, and why. */
export interface RefusedKeyEvent {
  readonly event: StoredEvent
  readonly refusal: Refusal
}

/**
 * By which ends a key is judged. `now`: by all that the log says, so that nobody builds on what a stolen key signed. `then`: by
 * those that the log had told before the event, so that whoever follows it knows at each place what was known there, whenever
 * they read it.
 */
export type Judged = 'now' | 'then'

/** The keys of all agencies as far as they are known, grown from the trust anchors through the key streams. */
export interface KeyRegister {
  /** Whether a valid key of the owner claims to have signed the event, judged `now` by default; does not check the signature itself. */
  readonly claim: (
    owner: string | undefined,
    written: WrittenEvent,
    judged?: Judged,
  ) => RegisteredKey | Refusal
  /** Checks the signature under a key, on a thread of Node's pool. */
  readonly verify: (key: RegisteredKey, written: WrittenEvent) => Promise<boolean>
  /**
   * Takes over the key stream of an agency, from its first event. What is not the rightful next step changes nothing, and
   * does not keep what follows it from counting. Answers with what was refused.
   */
  readonly load: (agency: string, events: readonly StoredEvent[]) => readonly RefusedKeyEvent[]
  /** A key of an agency, ended or not. */
  readonly key: (kid: string, agency: string) => RegisteredKey | undefined
  /** The keys of an agency in the order in which they took over; the last one is its present key. */
  readonly keysOf: (agency: string) => readonly RegisteredKey[]
  /** How often a load has found other keys, or other ends of them, than were known. */
  readonly changes: () => number
}

/** Opens a register that knows the trust anchors. */
export const openKeyRegister = (anchors: TrustAnchors): KeyRegister => {
  const keys = new Map<string, RegisteredKey>()
  for (const agency of Object.keys(anchors)) {
    const key = anchored(anchors, agency)
    keys.set(key.kid, key)
  }

  // A key event is judged by what was valid before it, not by an end that was told later.
  const signers = new Map<string, RegisteredKey>()
  const claim: KeyRegister['claim'] = (owner, written, judged = 'now') => {
    const { stream } = written.event
    const signer = stream.startsWith('keys-') ? signers.get(placeOf(written.event)) : undefined
    const kid = written.envelope?.signature?.kid
    return signer ?? claimUnder(kid === undefined ? undefined : keys.get(kid), owner, written, judged)
  }

  let changes = 0
  const load: KeyRegister['load'] = (agency, events) => {
    if (!anchors[agency]) return []
    let succession: Succession = [anchored(anchors, agency)]
    const refused: RefusedKeyEvent[] = []
    for (const event of events) {
      const step = checked(agency, stepOf(succession, event), withoutTexts(event))
      if ('reason' in step) {
        refused.push({ event, refusal: step })
        continue
      }
      signers.set(placeOf(event), step.signer)
      succession = step.succession
    }
    const known = keysOf(agency)
    if (!isSame(known, succession)) changes += 1
    for (const { kid } of known) keys.delete(kid)
    for (const key of succession) keys.set(key.kid, key)
    return refused
  }

  const keysOf = (agency: string): readonly RegisteredKey[] =>
    [...keys.values()].filter((key) => key.agency === agency)

  return {
    claim,
    load,
    verify: verifyInPool,
    key: (kid, agency) => {
      const key = keys.get(kid)
      return key?.agency === agency ? key : undefined
    },
    keysOf,
    changes: () => changes,
  }
}

const isSame = (known: readonly RegisteredKey[], now: readonly RegisteredKey[]): boolean =>
  known.length === now.length &&
  known.every(({ kid, validUntilMs }, index) => {
    const same = now[index]!
    return kid === same.kid && validUntilMs === same.validUntilMs
  })

/** The step that a key event is, if the key that must have signed it did. */
const checked = (agency: string, step: KeyStep | Refusal, written: WrittenEvent): KeyStep | Refusal => {
  if ('reason' in step) return step
  const key = claimUnder(step.signer, agency, written, 'now')
  if ('reason' in key) return key
  return isSignedBy(key, written)
    ? step
    : { reason: 'bad-signature', detail: `The event is not signed by the key ${key.kid}.` }
}

const claimUnder = (
  key: RegisteredKey | undefined,
  owner: string | undefined,
  { event, envelope }: WrittenEvent,
  judged: Judged,
): RegisteredKey | Refusal => {
  const signature = envelope?.signature
  if (typeof signature?.kid !== 'string' || typeof signature.value !== 'string') {
    return { reason: 'unsigned', detail: 'The event carries no signature.' }
  }
  if (signature.alg !== 'Ed25519') return { reason: 'bad-signature', detail: 'The signature is not Ed25519.' }
  if (owner === undefined) return foreign(`No agency owns the stream ${event.stream}.`)
  if (envelope?.agency !== owner)
    return foreign(`${event.stream} belongs to ${owner}, but the event names another agency.`)
  if (key?.kid !== signature.kid) return foreign(`The key ${signature.kid} is unknown.`)
  if (key.agency !== owner) return foreign(`The key ${key.kid} belongs to ${key.agency}, not to ${owner}.`)
  const recordedMs = millisecondsOf(event.recordedAt)
  if (recordedMs < key.validFromMs - CLOCK_TOLERANCE_MS) {
    return foreign(`The key ${key.kid} was not valid yet at ${event.recordedAt}.`)
  }
  const untilMs = judged === 'now' ? key.validUntilMs : validUntilAsOf(key, event.position)
  if (recordedMs < untilMs) return key
  const until = new Date(untilMs).toISOString()
  return {
    reason: 'ended-key',
    detail: `The key ${key.kid} had ended at ${until}, before ${event.recordedAt}.`,
  }
}

const anchored = (anchors: TrustAnchors, agency: string): RegisteredKey => {
  const { kid, x, next } = anchors[agency]!
  return {
    agency,
    kid,
    x,
    publicKey: publicKeyOf(x),
    next,
    tookOverAt: undefined,
    validFromMs: Number.NEGATIVE_INFINITY,
    validUntilMs: Number.POSITIVE_INFINITY,
    ends: [],
  }
}

const placeOf = ({ stream, revision, id }: StoredEvent): string => `${stream}@${revision} ${id}`

const foreign = (detail: string): Refusal => ({ reason: 'foreign-key', detail })
