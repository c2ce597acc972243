import {
  type AppendFailure,
  type EventLog,
  err,
  ok,
  type ReadFailure,
  type Result,
  type StreamHead,
} from '@concord/kernel'
import { ownEvent } from '../own-event.ts'
import {
  keyStream,
  rotationProof,
  SigningKeyRegistered,
  SigningKeyRevoked,
  SigningKeyRotated,
} from './key-events.ts'
import type { KeyRegister } from './key-register.ts'
import type { KeySource } from './key-source.ts'
import { adoptNextKey, dropNextKey, makeNextKey, type SigningKey } from './signing-key.ts'
import type { TrustAnchors } from './trust-anchors.ts'

/** `untrusted`: the configuration or the log does not vouch for the key in this process's folder. */
export type KeyFailure = AppendFailure | ReadFailure | { readonly kind: 'untrusted'; readonly detail: string }

/** What an agency does about its own signing keys. All of it is on record in `keys-<agency>`. */
export interface KeyLifecycle {
  /** At process start: puts the agency's first key on record, and makes sure that the present one may sign. */
  readonly enrol: () => Promise<Result<{ readonly kid: string }, KeyFailure>>
  /** Makes a new key, which signs from now on; the old one stays valid for `overlapMs` for processes that still run. */
  readonly rotateKey: (overlapMs: number) => Promise<Result<{ readonly kid: string }, KeyFailure>>
  /** Withdraws trust from a key for everything recorded from a moment on. */
  readonly revokeKey: (
    kid: string,
    from: Date,
    reason: 'retired' | 'compromised' | 'lost',
  ) => Promise<Result<void, KeyFailure>>
}

export interface KeyLifecycleParts {
  readonly agency: string
  readonly folder: string
  readonly anchors: TrustAnchors
  readonly log: Pick<EventLog, 'readStream' | 'append'>
  readonly register: KeyRegister
  readonly source: KeySource
  readonly signer: () => SigningKey
  readonly use: (signer: SigningKey) => void
  readonly now: () => Date
}

export const keyLifecycle = (parts: KeyLifecycleParts): KeyLifecycle => {
  const { agency, folder, anchors, log, register, source, signer, use, now } = parts
  const stream = keyStream(agency)
  const record = async (
    head: StreamHead,
    definition: typeof SigningKeyRegistered | typeof SigningKeyRotated | typeof SigningKeyRevoked,
    fields: unknown,
  ): Promise<Result<void, KeyFailure>> => {
    const written = await log.append(stream, head, [ownEvent(agency, definition, fields, now())])
    if (!written.ok) return written
    await source.refresh(agency)
    return ok(undefined)
  }

  const enrol: KeyLifecycle['enrol'] = async () => {
    const { kid, x } = signer()
    if (!anchors[agency]) {
      return untrusted(
        `No trust anchor for ${agency}: put its first key (kid ${kid}, x ${x}) into trust.json.`,
      )
    }
    await source.refresh(agency)
    const read = await log.readStream(stream)
    if (!read.ok) return read
    if (read.value.head.revision === 'no-stream' && anchors[agency].kid === kid) {
      const recorded = await record(read.value.head, SigningKeyRegistered, {
        kid,
        x,
        validFrom: now().toISOString(),
      })
      // Another process of the agency was first.
      if (!recorded.ok && recorded.error.kind !== 'conflict') return recorded
    }
    if (register.has(kid, agency)) return ok({ kid })
    return untrusted(`The key ${kid} of ${agency} in this folder is not one that the log knows.`)
  }

  const rotateKey: KeyLifecycle['rotateKey'] = async (overlapMs) => {
    const read = await log.readStream(stream)
    if (!read.ok) return read
    const present = signer()
    const next = makeNextKey(folder, agency)
    const recorded = await record(read.value.head, SigningKeyRotated, {
      kid: next.kid,
      x: next.x,
      validFrom: now().toISOString(),
      replaces: present.kid,
      replacedUntil: new Date(now().getTime() + overlapMs).toISOString(),
      proof: next.sign(rotationProof(agency, present.kid, next.kid)),
    })
    if (!recorded.ok) {
      // After an append of unknown outcome the next key is kept: it may be on record.
      if (recorded.error.kind !== 'unavailable') dropNextKey(folder, agency)
      return recorded
    }
    use(adoptNextKey(folder, agency))
    return ok({ kid: next.kid })
  }

  const revokeKey: KeyLifecycle['revokeKey'] = async (kid, from, reason) => {
    const read = await log.readStream(stream)
    if (!read.ok) return read
    return record(read.value.head, SigningKeyRevoked, { kid, from: from.toISOString(), reason })
  }
  return { enrol, rotateKey, revokeKey }
}

const untrusted = (detail: string): Result<never, KeyFailure> => err({ kind: 'untrusted', detail })
