import type { StoredEvent } from '@concord/kernel'
import type { Ownership } from '../ownership.ts'
import { withoutTexts } from '../stored-event.ts'
import type { KeyRegister } from './key-register.ts'

/** Whether a key of the stream's owner signed an event while it was valid. On what has no force nobody builds. */
export const hasForce = async (
  event: StoredEvent,
  owners: Ownership,
  register: KeyRegister,
): Promise<boolean> => {
  const written = withoutTexts(event)
  const key = register.claim(owners.ownerOf(event.stream), written)
  return !('reason' in key) && register.verify(key, written)
}
