import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { diskFull, isDiskFull, StoreRefused } from './damage.ts'
import { logFile } from './layout.ts'
import { sync } from './sync.ts'

/**
 * Makes a folder whose name, and the names of those above it, a power cut cannot take back. Throws `StoreRefused` where
 * this process could not write.
 */
export const makeFolder = (folder: string): void => {
  const first = madeFolder(folder)
  if (first === undefined) return
  const above = dirname(resolve(first))
  for (let each = dirname(resolve(folder)); each.length >= above.length; each = dirname(each)) {
    sync(each)
    if (each === above) return
  }
}

/** The first folder that had to be made, if any. */
const madeFolder = (folder: string): string | undefined => {
  try {
    const first = mkdirSync(folder, { recursive: true })
    for (const path of [folder, logFile(folder)]) if (existsSync(path)) accessSync(path, constants.W_OK)
    return first
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(folder)
    const { code, message, path = folder } = error as NodeJS.ErrnoException
    const what = reasons.get(code ?? '') ?? `the folder cannot be made or written to: ${message}`
    throw new StoreRefused(what, path, 'Name a folder that this process may write to.')
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this process may not write there'],
  ['EPERM', 'this process may not write there'],
  ['EROFS', 'the file system is read-only there'],
  ['EEXIST', 'the folder is a file'],
  ['ENOTDIR', 'part of the path of the folder is a file'],
])
