import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
} from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An agency's private Ed25519 key, ready to sign. */
export interface SigningKey {
  readonly agency: string
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string
  /** The public key, base64url, as in an RFC 8037 key. */
  readonly x: string
  /**
   * Ed25519 over the UTF-8 bytes of a text, base64url. Some 60 microseconds, during which nothing else happens on the thread:
   * to hand it to another one and hear of it takes longer.
   */
  readonly sign: (text: string) => string
}

/** The key of an agency in a folder, made on first use. */
export const openSigningKey = (folder: string, agency: string): SigningKey => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return makeSigningKey(signingKeyFile(folder, agency), agency)
}

/**
 * The key in a file, which is made unless it is there, readable by its owner alone (0600). Two processes that do so at once
 * end up with the same key.
 */
export const makeSigningKey = (file: string, agency: string): SigningKey => {
  const there = readSigningKey(file, agency)
  if (there) return there
  putUnlessThere(file, freshKey())
  return signingKey(agency, createPrivateKey(readFileSync(file)))
}

/** What a file system says that knows no links, as that of many a memory stick. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS'])

/** Whole or not at all, also when the process is killed meanwhile. */
const putUnlessThere = (file: string, content: string): void => {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content, { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // Somebody else was first.
    if (code === 'EEXIST') return
    if (!WITHOUT_LINKS.has(code)) throw error
    if (!existsSync(file)) renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The key in a file; undefined when there is no such file. Throws when it holds no such key. */
export const readSigningKey = (file: string, agency: string): SigningKey | undefined => {
  let pem: Buffer
  try {
    pem = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return signingKey(agency, createPrivateKey(pem))
  } catch {
    throw new Error(`${file} does not hold the Ed25519 key of ${agency}.`)
  }
}

/** Puts a copy of a key in the place of an agency's present one, at a stroke; the private part of that one is gone then. */
export const installSigningKey = (file: string, folder: string, agency: string): void => {
  const place = signingKeyFile(folder, agency)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(`${place}.new`, readFileSync(file), { mode: 0o600, flush: true })
  renameSync(`${place}.new`, place)
}

/** Where the key is with which an agency signs. */
export const signingKeyFile = (folder: string, agency: string): string =>
  join(folder, `${agency}.signing.pem`)

/** Where the key is that takes over next, unless it is kept elsewhere. */
export const nextKeyFile = (folder: string, agency: string): string =>
  join(folder, `${agency}.signing.next.pem`)

/** The public key for an RFC 8037 `x`; throws if `x` is not a key. */
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
  }
}

const freshKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
