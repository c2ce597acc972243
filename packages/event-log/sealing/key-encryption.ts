import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '@concord/kernel'

/**
 * Encrypts the data keys of the key ring. The key-encryption key itself may stay in a hardware module or a key service:
 * only these two calls need it, and both may take their time. They reject with `KeyEncryptionAway` while it cannot be asked.
 */
export interface KeyEncryption {
  readonly wrap: (dataKey: Buffer) => Promise<Buffer>
  /** Rejects when the wrapped key was made under another key-encryption key or was tampered with. */
  readonly unwrap: (wrapped: Buffer) => Promise<Buffer>
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM under a key of 32 bytes held by this process. Throws a UsageError where it has another length. */
export const localKeyEncryption = (bytes: Buffer): KeyEncryption => {
  if (bytes.length !== KEY_BYTES)
    throw new UsageError(`A key-encryption key must have ${KEY_BYTES} bytes; this one has ${bytes.length}.`)
  const key = createSecretKey(bytes)
  return {
    wrap: async (dataKey) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const ciphertext = Buffer.concat([cipher.update(dataKey), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), ciphertext])
    },
    unwrap: async (wrapped) => {
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, IV_BYTES))
      decipher.setAuthTag(wrapped.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    },
  }
}

/** The key from a file of 32 bytes in base64url (0600), made on first use. */
export const fileKeyEncryption = (path: string): KeyEncryption => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, randomBytes(KEY_BYTES).toString('base64url'), {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return localKeyEncryption(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url'))
}

/** The key from an environment variable: 32 bytes in base64url. */
export const environmentKeyEncryption = (value: string): KeyEncryption =>
  localKeyEncryption(Buffer.from(value.trim(), 'base64url'))
