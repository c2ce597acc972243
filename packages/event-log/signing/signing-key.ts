import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
} from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An agency's private Ed25519 key, ready to sign. */
export interface SigningKey {
  readonly agency: string
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string
  /** The public key, base64url, as in an RFC 8037 key. */
  readonly x: string
  /** Ed25519 over the UTF-8 bytes of a text, base64url. Some 60 microseconds. */
  readonly sign: (text: string) => string
  /** The same on a thread of Node's pool, so that the event loop goes on meanwhile. */
  readonly signInPool: (text: string) => Promise<string>
}

/**
 * The key of an agency in a folder, made on first use and readable by its owner alone (0600). Two processes that start
 * at once end up with the same key.
 */
export const openSigningKey = (folder: string, agency: string): SigningKey => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = signingKeyPath(folder, agency)
  const existing = readIfThere(path)
  if (existing !== undefined) return signingKey(agency, createPrivateKey(existing))
  try {
    writeFileSync(path, freshKey(), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return signingKey(agency, createPrivateKey(readFileSync(path)))
}

/** Makes the key that is to follow the present one. It becomes the agency's key with {@link adoptNextKey}. */
export const makeNextKey = (folder: string, agency: string): SigningKey => {
  const path = nextKeyPath(folder, agency)
  const left = readIfThere(path)
  if (left === undefined) writeFileSync(path, freshKey(), { mode: 0o600, flag: 'wx', flush: true })
  return signingKey(agency, createPrivateKey(readFileSync(path)))
}

/** Puts the next key in the place of the present one, whose private part is gone then. */
export const adoptNextKey = (folder: string, agency: string): SigningKey => {
  renameSync(nextKeyPath(folder, agency), signingKeyPath(folder, agency))
  return openSigningKey(folder, agency)
}

/** Gives up a rotation that was not recorded. */
export const dropNextKey = (folder: string, agency: string): void =>
  rmSync(nextKeyPath(folder, agency), { force: true })

/** The public key for an RFC 8037 `x`; throws when it is none. */
export const publicKeyOf = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })

/** RFC 7638 thumbprint of an Ed25519 public key. */
export const thumbprint = (x: string): string =>
  hash('sha256', `{"crv":"Ed25519","kty":"OKP","x":"${x}"}`, 'base64url')

const signingKey = (agency: string, privateKey: KeyObject): SigningKey => {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (x === undefined) throw new Error(`The signing key of ${agency} is not an Ed25519 key.`)
  return {
    agency,
    kid: thumbprint(x),
    x,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
    signInPool: (text) =>
      new Promise((resolve, reject) => {
        sign(null, Buffer.from(text), privateKey, (error, value) =>
          error ? reject(error) : resolve(value.toString('base64url')),
        )
      }),
  }
}

const freshKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string

const signingKeyPath = (folder: string, agency: string): string => join(folder, `${agency}.signing.pem`)
const nextKeyPath = (folder: string, agency: string): string => join(folder, `${agency}.signing.next.pem`)

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
