import { type KeyObject, verify } from 'node:crypto'
import { type Instant, millisecondsOf, type StoredEvent } from '@concord/kernel'
import { signedForm } from '../canonical-form.ts'
import { type Refusal, type WrittenEvent, withoutTexts } from '../stored-event.ts'
import { rotationProof, SigningKeyRegistered, SigningKeyRevoked, SigningKeyRotated } from './key-events.ts'
import { publicKeyOf, thumbprint } from './signing-key.ts'
import type { TrustAnchors } from './trust-anchors.ts'

/** A public key and the time, by the store's clock, for which it may sign. */
export interface RegisteredKey {
  readonly agency: string
  readonly kid: string
  readonly x: string
  readonly publicKey: KeyObject
  readonly validFromMs: number
  readonly validUntilMs: number
}

/** The keys of all agencies as far as they are known, grown from the trust anchors through the key streams. */
export interface KeyRegister {
  /** Whether a valid key of the owner claims to have signed the event; does not check the signature itself. */
  readonly claim: (owner: string | undefined, written: WrittenEvent) => RegisteredKey | Refusal
  /** Checks the signature under a key, on a thread of Node's pool. */
  readonly verify: (key: RegisteredKey, written: WrittenEvent) => Promise<boolean>
  /**
   * Takes over the key stream of an agency, from its first event. What a valid key did not sign changes nothing.
   * Answers with the first event that was refused.
   */
  readonly load: (
    agency: string,
    events: readonly StoredEvent[],
  ) => { event: StoredEvent; refusal: Refusal } | undefined
  readonly has: (kid: string, agency: string) => boolean
  readonly keysOf: (agency: string) => readonly RegisteredKey[]
}

/** How far an agency's clock may be ahead of the store's. */
const CLOCK_TOLERANCE_MS = 300_000

/** Opens a register that knows the trust anchors. */
export const openKeyRegister = (anchors: TrustAnchors): KeyRegister => {
  const keys = new Map<string, RegisteredKey>()
  for (const [agency, { kid, x }] of Object.entries(anchors)) {
    keys.set(kid, anchored(agency, kid, x))
  }

  // A key event is judged by what was valid before it, not by a revocation that came later.
  const signers = new Map<string, RegisteredKey>()
  const claim: KeyRegister['claim'] = (owner, written) =>
    signers.get(written.event.id) ?? claimNow(owner, written)

  const claimNow: KeyRegister['claim'] = (owner, { event, envelope }) => {
    const signature = envelope?.signature
    if (typeof signature?.kid !== 'string' || typeof signature.value !== 'string') {
      return { reason: 'unsigned', detail: 'The event carries no signature.' }
    }
    if (signature.alg !== 'Ed25519')
      return { reason: 'bad-signature', detail: 'The signature is not Ed25519.' }
    if (owner === undefined) return foreign(`No agency owns the stream ${event.stream}.`)
    if (envelope?.agency !== owner)
      return foreign(`${event.stream} belongs to ${owner}, the event names another agency.`)
    const key = keys.get(signature.kid)
    if (!key) return foreign(`The key ${signature.kid} is not known.`)
    if (key.agency !== owner) return foreign(`The key ${key.kid} belongs to ${key.agency}, not to ${owner}.`)
    const recordedMs = millisecondsOf(event.recordedAt)
    if (recordedMs < key.validFromMs - CLOCK_TOLERANCE_MS || recordedMs >= key.validUntilMs) {
      return foreign(`The key ${key.kid} was not valid at ${event.recordedAt}.`)
    }
    return key
  }

  const load: KeyRegister['load'] = (agency, events) => {
    const anchor = anchors[agency]
    if (anchor) keys.set(anchor.kid, anchored(agency, anchor.kid, anchor.x))
    for (const event of events) {
      const refusal = apply(agency, event)
      if (refusal) return { event, refusal }
    }
    return undefined
  }

  const apply = (agency: string, event: StoredEvent): Refusal | undefined => {
    const written = withoutTexts(event)
    const key = claimNow(agency, written)
    if ('reason' in key) return key
    if (!isSignedBy(key, written)) return { reason: 'bad-signature', detail: `${key.kid} did not sign this.` }
    const change = keyChange(agency, event)
    if (change === undefined) return { reason: 'invalid', detail: 'Not a valid change of keys.' }
    signers.set(event.id, key)
    for (const changed of change(keys)) keys.set(changed.kid, changed)
    return undefined
  }

  return {
    claim,
    load,
    verify: verifyInPool,
    has: (kid, agency) => keys.get(kid)?.agency === agency,
    keysOf: (agency) => [...keys.values()].filter((key) => key.agency === agency),
  }
}

type KeyChange = (keys: ReadonlyMap<string, RegisteredKey>) => readonly RegisteredKey[]

/** What a key event, already found to be signed, changes in the register; undefined when it is not valid. */
const keyChange = (agency: string, event: StoredEvent): KeyChange | undefined => {
  switch (event.type) {
    case SigningKeyRegistered.type: {
      const parsed = SigningKeyRegistered.data.safeParse(event.data)
      // Says no more than the anchor does: it puts the key on record.
      return parsed.success ? () => [] : undefined
    }
    case SigningKeyRotated.type: {
      const parsed = SigningKeyRotated.data.safeParse(event.data)
      if (!parsed.success) return undefined
      const { kid, x, replaces, replacedUntil, validFrom, proof } = parsed.data
      if (kid !== thumbprint(x)) return undefined
      const publicKey = publicKeyOf(x)
      const proven = verify(null, Buffer.from(rotationProof(agency, replaces, kid)), publicKey, bytes(proof))
      if (!proven) return undefined
      const validFromMs = millisecondsOf(validFrom)
      return (keys) => [
        ...until(keys.get(replaces), replacedUntil),
        { agency, kid, x, publicKey, validFromMs, validUntilMs: Number.POSITIVE_INFINITY },
      ]
    }
    case SigningKeyRevoked.type: {
      const parsed = SigningKeyRevoked.data.safeParse(event.data)
      if (!parsed.success) return undefined
      return (keys) => until(ofAgency(keys.get(parsed.data.kid), agency), parsed.data.from)
    }
    default:
      return undefined
  }
}

const until = (key: RegisteredKey | undefined, instant: Instant): readonly RegisteredKey[] =>
  key ? [{ ...key, validUntilMs: Math.min(key.validUntilMs, millisecondsOf(instant)) }] : []

const ofAgency = (key: RegisteredKey | undefined, agency: string): RegisteredKey | undefined =>
  key?.agency === agency ? key : undefined

const anchored = (agency: string, kid: string, x: string): RegisteredKey => ({
  agency,
  kid,
  x,
  publicKey: publicKeyOf(x),
  validFromMs: Number.NEGATIVE_INFINITY,
  validUntilMs: Number.POSITIVE_INFINITY,
})

const foreign = (detail: string): Refusal => ({ reason: 'foreign-key', detail })

const isSignedBy = (key: RegisteredKey, written: WrittenEvent): boolean =>
  verify(null, Buffer.from(signedForm(written.event)), key.publicKey, signatureOf(written))

const verifyInPool = (key: RegisteredKey, written: WrittenEvent): Promise<boolean> =>
  new Promise((resolve, reject) => {
    verify(
      null,
      Buffer.from(signedForm(written.event)),
      key.publicKey,
      signatureOf(written),
      (error, valid) => (error ? reject(error) : resolve(valid)),
    )
  })

const signatureOf = ({ envelope }: WrittenEvent): Buffer => bytes(envelope!.signature!.value)

const bytes = (base64url: string): Buffer => Buffer.from(base64url, 'base64url')
