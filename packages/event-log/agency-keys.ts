import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
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
  /** Resolves when the key-encryption key has wrapped and unwrapped something; rejects when it can't be used. */
  readonly ready: () => Promise<void>
  readonly close: () => void
}

/**
 * Opens a folder of keys: signing keys (`<agency>.signing.pem`), trust anchors (`trust.json`) and the key ring
 * (`keyring.sqlite`) under a key-encryption key. That one comes from `encryption`; else from a hardware module or a Vault server, where
 * `CONCORD_KEY_ENCRYPTION` holds its PKCS#11 URI or its place (`vault:https://…`); else from `CONCORD_KEY_ENCRYPTION_KEY`; else from the file
 * `key-encryption.key`.
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
    ready: () => tryOut(encryption),
    close: ring.close,
  }
}

const defaultEncryption = (folder: string): KeyEncryption => {
  const { CONCORD_KEY_ENCRYPTION: uri, CONCORD_KEY_ENCRYPTION_KEY: value } = process.env
  if (uri?.startsWith('vault:')) return failingFast(vaultKeyEncryption(uri))
  if (uri) return failingFast(pkcs11KeyEncryption(pkcs11Key(uri)))
  return value ? environmentKeyEncryption(value) : fileKeyEncryption(join(folder, 'key-encryption.key'))
}

const tryOut = async ({ wrap, unwrap }: KeyEncryption): Promise<void> => {
  const key = randomBytes(32)
  const back = await unwrap(await wrap(key))
  if (!back.equals(key)) throw new Error('The key-encryption key does not give back what it wrapped.')
}
