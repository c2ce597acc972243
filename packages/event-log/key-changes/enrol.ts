import { type AppendFailure, type EventLog, err, ok, type Result, type StoredEvent } from '@concord/kernel'
import { keyStream, SigningKeyRegistered } from '../own-events/key-events.ts'
import { ownEvent } from '../own-events/own-event.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import type { SigningKey } from '../signing/signing-key.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { whyNotToSign } from '../signing/why-not-to-sign.ts'
import type { Unavailable } from '../store/connection.ts'
import type { KeySource } from './key-source.ts'

/** `untrusted`: the configuration or the log does not vouch for the key in this process's folder. */
export type KeyFailure = AppendFailure | { readonly kind: 'untrusted'; readonly detail: string }

/** At process start: puts the agency's first key on record, and makes sure that the present one may sign. */
export type Enrol = () => Promise<Result<{ readonly kid: string }, KeyFailure>>

/** What enrolling reads and writes, and which anchors it believes. */
export interface EnrolParts {
  readonly agency: string
  readonly anchors: TrustAnchors
  readonly append: EventLog['append']
  /** A stream as stored and unchecked: what nobody rightful put there must not keep the agency from writing. */
  readonly readStored: (
    stream: string,
    from: number,
    limit: number,
  ) => Promise<Result<readonly StoredEvent[], Unavailable>>
  readonly register: KeyRegister
  readonly source: KeySource
  readonly signer: () => SigningKey
  readonly now: () => Date
}

/**
 * Makes an {@link Enrol}. Doing it again, or in two processes at once, puts one key on record. `untrusted` where no
 * anchor names the agency, or where its key may not sign.
 */
export const enrolment = ({
  agency,
  anchors,
  append,
  readStored,
  register,
  source,
  signer,
  now,
}: EnrolParts): Enrol => {
  const stream = keyStream(agency)
  return async () => {
    const { kid, x } = signer()
    const anchor = anchors[agency]
    if (!anchor) {
      return untrusted(
        `No trust anchor for ${agency}: put its first key (kid ${kid}, x ${x}) and the next one's thumbprint into trust.json; \`concord keys make\` prints the entry.`,
      )
    }
    const first = await readStored(stream, 0, 1)
    if (!first.ok) return first
    if (first.value.length === 0 && anchor.kid === kid) {
      const fields = { ...anchor, validFrom: now().toISOString() }
      const head = { revision: 'no-stream', hash: null } as const
      const recorded = await append(stream, head, [ownEvent(agency, SigningKeyRegistered, fields, now())])
      // Another process of the agency was first.
      if (!recorded.ok && recorded.error.kind !== 'conflict') return recorded
    }
    await source.refresh(agency)
    const reason = whyNotToSign(register, { kid, agency }, now())
    return reason === undefined ? ok({ kid }) : untrusted(reason)
  }
}

const untrusted = (detail: string): Result<never, KeyFailure> => err({ kind: 'untrusted', detail })
