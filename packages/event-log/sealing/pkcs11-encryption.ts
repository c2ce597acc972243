import { randomBytes } from 'node:crypto'
import type { KeyEncryption } from './key-encryption.ts'
import { KeyEncryptionAway } from './key-encryption-away.ts'
import { type Cryptoki, type Handle, loadPkcs11Binding, type Pkcs11Binding } from './pkcs11-binding.ts'
import type { Pkcs11Key } from './pkcs11-uri.ts'

const IV_BYTES = 12
const TAG_BYTES = 16
/** More than a data key and its tag. */
const MOST_BYTES = 256
/** So that nothing else that the same key encrypted is taken for a data key. */
const PURPOSE = Buffer.from('concord data key')

/** A session with the token, logged in, and the key it found there. */
interface Session {
  readonly cryptoki: Cryptoki
  readonly handle: Handle
  readonly key: Handle
}

/**
 * A key-encryption key of AES that never leaves its hardware module: AES-GCM in the token (`CKM_AES_GCM`). One session,
 * one call at a time; a call that fails gives the session up, and the next one begins anew, so a module that was away is
 * found again. No error holds a PIN or a key.
 */
export const pkcs11KeyEncryption = (
  place: Pkcs11Key,
  load: () => Pkcs11Binding = loadPkcs11Binding,
): KeyEncryption => {
  let binding: Pkcs11Binding | undefined
  let session: Session | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = (call: (binding: Pkcs11Binding, session: Session) => Promise<Buffer>): Promise<Buffer> => {
    const mine = turn.then(async () => {
      binding ??= load()
      session ??= openSession(binding, place)
      try {
        return await call(binding, session)
      } catch (error) {
        const { cryptoki, handle } = session
        evenIfGone(() => cryptoki.C_CloseSession(handle))
        session = undefined
        throw failed('The hardware module refuses', error)
      }
    })
    turn = mine.catch(() => undefined)
    return mine
  }

  return {
    wrap: (dataKey) =>
      inTurn(async (known, { cryptoki, handle, key }) => {
        const iv = randomBytes(IV_BYTES)
        cryptoki.C_EncryptInit(handle, mechanism(known, iv), key)
        const sealed = await cryptoki.C_EncryptAsync(handle, dataKey, Buffer.alloc(MOST_BYTES))
        return Buffer.concat([iv, sealed])
      }),
    unwrap: (wrapped) =>
      inTurn(async (known, { cryptoki, handle, key }) => {
        cryptoki.C_DecryptInit(handle, mechanism(known, wrapped.subarray(0, IV_BYTES)), key)
        const clear = await cryptoki.C_DecryptAsync(
          handle,
          wrapped.subarray(IV_BYTES),
          Buffer.alloc(MOST_BYTES),
        )
        return Buffer.from(clear)
      }),
  }
}

const mechanism = ({ CKM_AES_GCM, CK_PARAMS_AES_GCM }: Pkcs11Binding, iv: Buffer) => ({
  mechanism: CKM_AES_GCM,
  parameter: {
    type: CK_PARAMS_AES_GCM,
    iv,
    ivBits: IV_BYTES * 8,
    aad: PURPOSE,
    tagBits: TAG_BYTES * 8,
  },
})

/** A library that cannot open its token is given up as well: a module that was gone is found by it only once it begins anew. */
const openSession = (binding: Pkcs11Binding, place: Pkcs11Key): Session => {
  const { library, token } = place
  const cryptoki = new binding.PKCS11()
  try {
    cryptoki.load(library)
    unlessAlready('CKR_CRYPTOKI_ALREADY_INITIALIZED', () => cryptoki.C_Initialize())
  } catch (error) {
    throw failed(`The library of the hardware module cannot be used (${library})`, error)
  }
  try {
    return sessionWith(binding, cryptoki, place)
  } catch (error) {
    evenIfGone(() => cryptoki.C_Finalize())
    throw error instanceof KeyEncryptionAway ? error : failed(`The token ${token} cannot be opened`, error)
  }
}

const sessionWith = (binding: Pkcs11Binding, cryptoki: Cryptoki, place: Pkcs11Key): Session => {
  const { token, object, pin } = place
  const slot = cryptoki
    .C_GetSlotList(true)
    .find((each) => cryptoki.C_GetTokenInfo(each).label.trim() === token)
  if (slot === undefined) throw new KeyEncryptionAway(`The hardware module has no token ${token}.`)
  const handle = cryptoki.C_OpenSession(slot, binding.CKF_SERIAL_SESSION)
  try {
    unlessAlready('CKR_USER_ALREADY_LOGGED_IN', () => cryptoki.C_Login(handle, binding.CKU_USER, pin()))
    cryptoki.C_FindObjectsInit(handle, [
      { type: binding.CKA_CLASS, value: binding.CKO_SECRET_KEY },
      { type: binding.CKA_LABEL, value: object },
    ])
    const keys = cryptoki.C_FindObjects(handle, 2)
    cryptoki.C_FindObjectsFinal(handle)
    if (keys.length === 1) return { cryptoki, handle, key: keys[0]! }
    const there = keys.length === 0 ? 'no secret key' : 'several secret keys'
    throw new KeyEncryptionAway(`The token ${token} has ${there} by the name ${object}.`)
  } catch (error) {
    evenIfGone(() => cryptoki.C_CloseSession(handle))
    throw error
  }
}

const unlessAlready = (code: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!(error as Error).message.startsWith(code)) throw error
  }
}

/** Ends what may have ended already: that is why a call failed. */
const evenIfGone = (end: () => void): void => {
  try {
    end()
  } catch {
    // It is gone.
  }
}

/** What a module says of a data key that it did not wrap. */
const MALFORMED = /^CKR_(ENCRYPTED_DATA|AEAD_DECRYPT|DATA)_/

/**
 * The module's own name for what went wrong, such as CKR_PIN_INCORRECT, or the system's, such as ENOENT, and nothing that it was
 * given. But for a data key that is
 * none, whatever it is may pass.
 */
const failed = (what: string, error: unknown): Error => {
  const { message, name, code: ofSystem = name } = error as NodeJS.ErrnoException
  const code = /CKR_[A-Z_]+/.exec(message)?.[0] ?? ofSystem
  const said = `${what}: ${code}.`
  return MALFORMED.test(code) ? new Error(said) : new KeyEncryptionAway(said)
}
