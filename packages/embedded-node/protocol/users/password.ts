import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** A password as it is kept: a slow hash with its salt and the cost it was made with. */
export interface PasswordHash {
  readonly scheme: string
  readonly salt: string
  readonly hash: string
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)

/** scrypt with N 2^15, r 8, p 1: some 60 ms and 32 MiB on a small machine. */
const scheme = 'scrypt-32768-8-1'
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const hashBytes = 32

/** Makes the hash, with a salt of its own, so that equal passwords do not show. */
export const hashPassword = async (password: string): Promise<PasswordHash> => {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, hashBytes, cost)
  return { scheme, salt: salt.toString('base64'), hash: hash.toString('base64') }
}

/** Takes as long for a wrong password, and for no user at all, as for a right one. */
export const isPassword = async (password: string, kept: PasswordHash | undefined): Promise<boolean> => {
  const salt = kept === undefined ? nobody : Buffer.from(kept.salt, 'base64')
  const hash = await derive(password, salt, hashBytes, cost)
  const wanted = kept === undefined ? nobody : Buffer.from(kept.hash, 'base64')
  return kept?.scheme === scheme && wanted.length === hash.length && timingSafeEqual(wanted, hash)
}

const nobody = randomBytes(hashBytes)
