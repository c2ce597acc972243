import { createRequire } from 'node:module'
import { UsageError } from '@concord/kernel'

/** What is used of `pkcs11js` (Cryptoki 2.40). Handles are its own. */
export interface Pkcs11Binding {
  readonly PKCS11: new () => Cryptoki
  readonly CKF_SERIAL_SESSION: number
  readonly CKU_USER: number
  readonly CKA_CLASS: number
  readonly CKA_LABEL: number
  readonly CKO_SECRET_KEY: number
  readonly CKM_AES_GCM: number
  readonly CK_PARAMS_AES_GCM: number
}

/**
 * The functions of Cryptoki that are called, under their own names. Each throws an error that names the return
 * value, such as `CKR_PIN_INCORRECT`.
 */
export interface Cryptoki {
  load(library: string): void
  C_Initialize(): void
  C_Finalize(): void
  C_GetSlotList(tokenPresent: boolean): readonly Handle[]
  C_GetTokenInfo(slot: Handle): { readonly label: string }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, userType: number, pin: string): void
  C_FindObjectsInit(session: Handle, template: readonly { type: number; value: number | string }[]): void
  C_FindObjects(session: Handle, most: number): readonly Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_EncryptInit(session: Handle, mechanism: unknown, key: Handle): void
  C_EncryptAsync(session: Handle, from: Buffer, to: Buffer): Promise<Buffer>
  C_DecryptInit(session: Handle, mechanism: unknown, key: Handle): void
  C_DecryptAsync(session: Handle, from: Buffer, to: Buffer): Promise<Buffer>
}

/** A session, slot, token or object of the module; not to be looked into. */
export type Handle = Buffer

/**
 * Loads `pkcs11js`, which the deployment installs: it is compiled for the machine it runs on, and whoever keeps keys in
 * files needs none. `CONCORD_PKCS11_BINDING` names another place of it.
 */
export const loadPkcs11Binding = (): Pkcs11Binding => {
  const name = process.env.CONCORD_PKCS11_BINDING || 'pkcs11js'
  try {
    return createRequire(import.meta.url)(name) as Pkcs11Binding
  } catch (error) {
    throw new UsageError(
      `A key in a hardware module needs the package pkcs11js, which is not installed here: pnpm add -w pkcs11js (${(error as NodeJS.ErrnoException).code ?? 'it does not load'}).`,
    )
  }
}
