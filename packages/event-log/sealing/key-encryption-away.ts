import { err, type KeysAway, ok, type Result } from '@concord/kernel'
import type { KeyEncryption } from './key-encryption.ts'

/** The key-encryption key cannot be asked at present: its service does not answer, or its module is away. */
export class KeyEncryptionAway extends Error {}

const RETRY_AFTER_S = 5

/** What needs a data key, or that the key-encryption key is away; every other fault propagates. */
export const unlessAway = async <Value>(work: () => Promise<Value>): Promise<Result<Value, KeysAway>> => {
  try {
    return ok(await work())
  } catch (error) {
    if (!(error instanceof KeyEncryptionAway)) throw error
    return err({ kind: 'keys-away', detail: error.message, retryAfterS: RETRY_AFTER_S })
  }
}

/**
 * While the key is away it is asked once in five seconds, and all others are told at once, so that what waits for it does not
 * hold up what needs no key. `now` is in milliseconds.
 */
export const failingFast = (
  { wrap, unwrap }: KeyEncryption,
  now: () => number = () => performance.now(),
): KeyEncryption => {
  let away: { readonly untilMs: number; readonly error: KeyEncryptionAway } | undefined
  const guarded =
    (call: (bytes: Buffer) => Promise<Buffer>) =>
    async (bytes: Buffer): Promise<Buffer> => {
      if (away && now() < away.untilMs) throw away.error
      try {
        return await call(bytes)
      } catch (error) {
        if (error instanceof KeyEncryptionAway) away = { untilMs: now() + RETRY_AFTER_S * 1_000, error }
        throw error
      }
    }
  return { wrap: guarded(wrap), unwrap: guarded(unwrap) }
}
