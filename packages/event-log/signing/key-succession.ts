import { millisecondsOf, misfitOf, type StoredEvent } from '@concord/kernel'
import type { Refusal } from '../form/stored-event.ts'
import { SigningKeyRegistered, SigningKeyRotated } from '../own-events/key-events.ts'
import type { RegisteredKey } from './registered-key.ts'
import { publicKeyOf, thumbprint } from './signing-key.ts'

/** The keys of one agency in the order in which they took over; the last one is its present key. */
export type Succession = readonly [RegisteredKey, ...RegisteredKey[]]

/** What a key event would bring about, and whose signature it needs for that. */
export interface KeyStep {
  readonly signer: RegisteredKey
  readonly succession: Succession
}

type KeyEvent = Pick<StoredEvent, 'type' | 'data' | 'position' | 'recordedAt'>

/** What a key event means for the keys before it, as long as the right key signed it; else why it means nothing. */
export const stepOf = (succession: Succession, event: KeyEvent): KeyStep | Refusal => {
  switch (event.type) {
    case SigningKeyRegistered.type:
      return registration(succession, event)
    case SigningKeyRotated.type:
      return rotation(succession, event)
    default:
      return { reason: 'unknown-type', detail: `${event.type} is not an event about keys.` }
  }
}

/** Puts the first key on record; it may say nothing that the anchor does not say. */
const registration = (succession: Succession, { data }: KeyEvent): KeyStep | Refusal => {
  const [first] = succession
  const parsed = SigningKeyRegistered.data.safeParse(data)
  if (!parsed.success) return invalid(misfitOf(parsed.error))
  const { kid, x, next } = parsed.data
  const isAnchored = kid === first.kid && x === first.x
  const namesAnother = next !== undefined && first.next !== undefined && next !== first.next
  if (!isAnchored || namesAnother)
    return foreign('The first key or the next key differs from the one in trust.json.')
  return { signer: first, succession }
}

const rotation = (succession: Succession, { data, position, recordedAt }: KeyEvent): KeyStep | Refusal => {
  const present = succession.at(-1)!
  const parsed = SigningKeyRotated.data.safeParse(data)
  if (!parsed.success) return invalid(misfitOf(parsed.error))
  const { kid, x, next, validFrom, replaces, ends } = parsed.data
  if (kid !== thumbprint(x)) return invalid(`${kid} is not the thumbprint of the key that it names.`)
  if (succession.some((key) => key.kid === kid)) {
    return foreign(`${kid} has already taken over; only the first rotation to it counts.`)
  }
  if (present.next === undefined)
    return foreign(`${present.kid} names no next key, so no key may take over from it.`)
  if (kid !== present.next || replaces !== present.kid) {
    return foreign(`${kid} may not take over: ${present.kid} named ${present.next} as the next key.`)
  }
  const stranger = ends.find((end) => !succession.some((key) => key.kid === end.kid))
  if (stranger) return foreign(`${stranger.kid} is not an earlier key of ${present.agency}.`)
  if (!ends.some((end) => end.kid === replaces))
    return invalid('The rotation does not say when the replaced key ends.')
  const signer: RegisteredKey = {
    agency: present.agency,
    kid,
    x,
    publicKey: publicKeyOf(x),
    next,
    tookOverAt: position,
    validFromMs: millisecondsOf(validFrom),
    validUntilMs: Number.POSITIVE_INFINITY,
    ends: [],
  }
  const [first, ...later] = succession
  const ended = (key: RegisteredKey): RegisteredKey => {
    const told = ends
      .filter((end) => end.kid === key.kid)
      .map(({ at }) => ({ atMs: millisecondsOf(at), toldAt: position, toldMs: millisecondsOf(recordedAt) }))
    const validUntilMs = Math.min(key.validUntilMs, ...told.map(({ atMs }) => atMs))
    return { ...key, validUntilMs, ends: [...key.ends, ...told] }
  }
  return { signer, succession: [ended(first), ...later.map(ended), signer] }
}

const invalid = (detail: string): Refusal => ({ reason: 'invalid', detail })

const foreign = (detail: string): Refusal => ({ reason: 'foreign-key', detail })
