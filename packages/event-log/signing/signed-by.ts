import { verify } from 'node:crypto'
import { promisify } from 'node:util'
import { signedForm } from '../form/canonical-form.ts'
import type { WrittenEvent } from '../form/stored-event.ts'
import type { RegisteredKey } from './registered-key.ts'

/** Whether the key did sign the event, which carries a signature. */
export const isSignedBy = (key: RegisteredKey, written: WrittenEvent): boolean => {
  const form = signedForm(written.event)
  return form !== undefined && verify(null, Buffer.from(form), key.publicKey, signatureOf(written))
}

/** The same, on a thread of Node's pool. */
export const verifyInPool = async (key: RegisteredKey, written: WrittenEvent): Promise<boolean> => {
  const form = signedForm(written.event)
  return form !== undefined && inPool(null, Buffer.from(form), key.publicKey, signatureOf(written))
}

const inPool = promisify(verify)

const signatureOf = ({ envelope }: WrittenEvent): Buffer =>
  Buffer.from(envelope!.signature!.value, 'base64url')
