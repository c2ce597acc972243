import type { StoredEvent } from '@concord/kernel'
import { withoutTexts } from '../form/stored-event.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRegister } from './key-register.ts'
import type { RegisteredKey } from './registered-key.ts'

/** Whether a key of the stream's owner signed an event while it was valid. On what has no force nobody builds. */
export const hasForce = async (
  event: StoredEvent,
  owners: Ownership,
  register: KeyRegister,
): Promise<boolean> => {
  const key = forceOf(event, owners, register)
  return key !== undefined && register.verify(key, withoutTexts(event))
}

/**
 * The key that gives an event its force, provided that the signature is right: whoever has checked those already need not
 * ask {@link hasForce}. Undefined where the event names none of the stream's owner, or one that had ended.
 */
export const forceOf = (
  event: StoredEvent,
  owners: Ownership,
  register: KeyRegister,
): RegisteredKey | undefined => {
  const key = register.claim(owners.ownerOf(event.stream), withoutTexts(event))
  return 'reason' in key ? undefined : key
}

/**
 * Whether an event had force when it was recorded and has none any more: its key was revoked later, from a moment before. Says
 * nothing of the signature, which whoever passed over it has checked.
 */
export const hasLostForce = (event: StoredEvent, owners: Ownership, register: KeyRegister): boolean => {
  const [owner, written] = [owners.ownerOf(event.stream), withoutTexts(event)]
  return (
    'reason' in register.claim(owner, written, 'now') && !('reason' in register.claim(owner, written, 'then'))
  )
}
