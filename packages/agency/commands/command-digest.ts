import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical, inOrder } from '@concord/event-log'

/** A keyed hash of a command as it was sent: tells a repeat from a key used twice, and says nothing of the content. */
export type CommandDigest = (command: string, incident: string, body: unknown) => string

/** HMAC-SHA256 over the RFC 8785 form, 64 hexadecimal digits. */
export const createCommandDigest = (secret: Buffer): CommandDigest => {
  // Made once: turning bytes into a key costs more than the hash.
  const key = createSecretKey(secret)
  return (command, incident, body) =>
    createHmac('sha256', key)
      .update(canonical(inOrder([command, incident, body])))
      .digest('hex')
}

const SECRET_BYTES = 32

/**
 * The agency's secret, kept in `folder` and readable by its owner alone; made when it is missing. Whoever loses it can
 * no longer tell a repeated command from another one under the same key: both are then refused.
 */
export const digestSecret = async (folder: string, agency: string): Promise<Buffer> => {
  const path = join(folder, `${agency}.digest-key`)
  const secret = (await read(path)) ?? (await create(folder, path))
  if (secret.length !== SECRET_BYTES) {
    throw new Error(
      `The digest key in ${path} is damaged: it must be ${SECRET_BYTES} bytes. Restore it from a backup.`,
    )
  }
  return secret
}

const read = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Written whole beside its place and then linked there: of two processes that start at once, both take the first
 * one's.
 */
const create = async (folder: string, path: string): Promise<Buffer> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fresh = randomBytes(SECRET_BYTES)
  const beside = `${path}.${fresh.toString('hex', 0, 8)}`
  {
    await using file = await open(beside, 'wx', 0o600)
    await file.writeFile(fresh)
    await file.sync()
  }
  try {
    await link(beside, path)
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return await readFile(path)
  } finally {
    await unlink(beside)
  }
}
