import { join } from 'node:path'
import { environmentKeyEncryption, fileKeyEncryption, type KeyEncryption } from './sealing/key-encryption.ts'
import { type KeyRing, openKeyRing } from './sealing/key-ring.ts'
import { readTrustAnchors, type TrustAnchors } from './signing/trust-anchors.ts'

/** What a process holds in its folder of keys (`CONCORD_KEYS`). */
export interface AgencyKeys {
  readonly folder: string
  readonly anchors: TrustAnchors
  readonly ring: KeyRing
  readonly close: () => void
}

/**
 * Opens a folder of keys: signing keys (`<agency>.signing.pem`), trust anchors (`trust.json`) and the key ring
 * (`keyring.sqlite`) under a key-encryption key that comes from `encryption`, else from the environment variable
 * `CONCORD_KEY_ENCRYPTION_KEY`, else from the file `key-encryption.key`.
 */
export const openAgencyKeys = (
  folder: string,
  encryption: KeyEncryption = defaultEncryption(folder),
): AgencyKeys => {
  const ring = openKeyRing(folder, encryption)
  return { folder, anchors: readTrustAnchors(folder), ring, close: ring.close }
}

const defaultEncryption = (folder: string): KeyEncryption => {
  const value = process.env.CONCORD_KEY_ENCRYPTION_KEY
  return value ? environmentKeyEncryption(value) : fileKeyEncryption(join(folder, 'key-encryption.key'))
}
