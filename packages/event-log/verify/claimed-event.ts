import { verify } from 'node:crypto'
import { signedForm } from '../form/canonical-form.ts'
import type { WrittenEvent } from '../form/stored-event.ts'
import type { RegisteredKey } from '../signing/registered-key.ts'

/** An event, and the key that it claims to be signed with. */
export interface ClaimedEvent {
  readonly written: WrittenEvent
  readonly key: RegisteredKey
}

/** Whether the key did sign it. */
export const isSigned = ({ written: { event, envelope }, key }: ClaimedEvent): boolean => {
  const form = signedForm(event)
  const value = Buffer.from(envelope!.signature!.value, 'base64url')
  return form !== undefined && verify(null, Buffer.from(form), key.publicKey, value)
}
