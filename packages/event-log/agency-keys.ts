import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { UsageError } from '@concord/kernel'
import { environmentKeyEncryption, fileKeyEncryption, type KeyEncryption } from './sealing/key-encryption.ts'
import { failingFast } from './sealing/key-encryption-away.ts'
import { type KeyRing, openKeyRing } from './sealing/key-ring.ts'
import { pkcs11KeyEncryption } from './sealing/pkcs11-encryption.ts'
import { pkcs11Key } from './sealing/pkcs11-uri.ts'
import { vaultKeyEncryption } from './sealing/vault-transit.ts'
import { readTrustAnchors, type TrustAnchors } from './signing/trust-anchors.ts'

/** What a process holds in its folder of keys (`CONCORD_KEYS`). */
export interface AgencyKeys {
  readonly folder: string
  readonly anchors: TrustAnchors
  readonly ring: KeyRing
  /**
   * Resolves when the key-encryption key has wrapped and unwrapped something, and opens what is in the ring; rejects with a UsageError
   * that says why it can't be used.
   */
  readonly ready: () => Promise<void>
  readonly close: () => void
}

/**
 * Opens a folder of keys: signing keys (`<agency>.signing.pem`), trust anchors (`trust.json`) and the key ring
 * (`keyring.sqlite`) under a key-encryption key. That one comes from `encryption`; else from a hardware module or a Vault server, where
 * `CONCORD_KEY_ENCRYPTION` holds its PKCS#11 URI or its place (`vault:https://…`); else from `CONCORD_KEY_ENCRYPTION_KEY`; else from the file
 * `key-encryption.key`. Throws a UsageError that begins with the variable or the file where what it holds is none.
 */
export const openAgencyKeys = (
  folder: string,
  encryption: KeyEncryption = defaultEncryption(folder),
): AgencyKeys => {
  const ring = openKeyRing(folder, encryption)
  return {
    folder,
    anchors: readTrustAnchors(folder),
    ring,
    ready: async () => {
      await tryOut(encryption)
      // Else keys of two would lie in one ring, and no single one would open them all.
      if (!(await ring.opens()))
        throw new UsageError(
          `The key-encryption key is not the one under which the data keys were encrypted in ${join(folder, 'keyring.sqlite')}.`,
        )
    },
    close: ring.close,
  }
}

const defaultEncryption = (folder: string): KeyEncryption => {
  const { CONCORD_KEY_ENCRYPTION: uri, CONCORD_KEY_ENCRYPTION_KEY: value } = process.env
  if (uri) return named('CONCORD_KEY_ENCRYPTION', () => failingFast(encryptionAt(uri)))
  if (value) return named('CONCORD_KEY_ENCRYPTION_KEY', () => environmentKeyEncryption(value))
  const file = join(folder, 'key-encryption.key')
  return named(file, () => fileKeyEncryption(file))
}

const encryptionAt = (uri: string): KeyEncryption =>
  uri.startsWith('vault:') ? vaultKeyEncryption(uri) : pkcs11KeyEncryption(pkcs11Key(uri))

const named = (where: string, encryption: () => KeyEncryption): KeyEncryption => {
  try {
    return encryption()
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${where}: ${error.message}`) : error
  }
}

/** No error of a key-encryption key holds a key, a PIN or a token: its words may be shown. */
const tryOut = async ({ wrap, unwrap }: KeyEncryption): Promise<void> => {
  const key = randomBytes(32)
  const back = await wrap(key)
    .then(unwrap)
    .catch((error: Error) => {
      throw new UsageError(`The key-encryption key cannot be used: ${error.message}`)
    })
  if (!back.equals(key))
    throw new UsageError('The key-encryption key cannot decrypt what it has just encrypted.')
}
