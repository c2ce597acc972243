import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '@concord/kernel'

/** A folder that is taken until it is released, or its holder ends. */
export interface DataFolder {
  readonly path: string
  /** A folder of one process within it, made when missing. */
  readonly of: (name: string) => string
  readonly release: () => void
}

const LOCK = 'concord.lock'

/**
 * Takes a data folder for this launcher alone. `fresh` empties it first, but only one that a launcher has made: a
 * folder with anything else in it is never emptied.
 */
export const takeDataFolder = (folder: string, options: { readonly fresh: boolean }): DataFolder => {
  const path = resolve(folder)
  makeWritable(path)
  const entries = readdirSync(path)
  const ours = entries.length === 0 || entries.includes(LOCK) || entries.includes('keys')
  if (!ours && entries.includes('log') && entries.includes('issuer')) {
    throw new UsageError(
      `${path} holds a log of Concord, but its folder of keys is missing: restore the backup of the keys to ${join(path, 'keys')}, or name another folder with --data.`,
    )
  }
  if (!ours) {
    throw new UsageError(
      `${path} holds other files. With --data, name an empty folder or one that Concord made.`,
    )
  }
  lock(path)
  if (options.fresh) {
    for (const entry of readdirSync(path)) if (entry !== LOCK) rmSync(join(path, entry), { recursive: true })
  }
  return {
    path,
    of: (name) => {
      const inner = join(path, name)
      mkdirSync(inner, { recursive: true, mode: 0o700 })
      return inner
    },
    release: () => rmSync(join(path, LOCK), { force: true }),
  }
}

const makeWritable = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    const why = (error as Error).message
    throw new UsageError(`${path} cannot be used: ${why}. With --data, name a folder that you may write to.`)
  }
}

const lock = (path: string): void => {
  const file = join(path, LOCK)
  try {
    write(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(readFileSync(file, 'utf8'))
    if (Number.isInteger(holder) && holder > 0 && isRunning(holder)) {
      throw new UsageError(
        `The data folder ${path} is in use by process ${holder}. Stop that process, or name another folder with --data.`,
      )
    }
    // Left behind by a launcher that was killed.
    rmSync(file)
    write(file)
  }
}

const write = (file: string): void => {
  const handle = openSync(file, 'wx', 0o600)
  writeSync(handle, String(process.pid))
  closeSync(handle)
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
