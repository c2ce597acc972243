import { DatabaseSync } from 'node:sqlite'
import { isSqliteDamage, StoreRefused } from './damage.ts'
import { lockFile, readersFile } from './layout.ts'

interface FolderLock {
  release(): void
}

/**
 * Holds a store folder for one process. The lock is the operating system's, taken through SQLite on a file of its own:
 * it goes with the process, so a killed node leaves nothing behind that has to be cleared away.
 */
export const lockFolder = (folder: string): FolderLock =>
  take(
    lockFile(folder),
    'begin exclusive',
    'another process is using this store',
    folder,
    'Stop that process, or name another folder.',
  )

/** Shared by those who read a log beside its node, such as a backup; keeps the log's file in its place. */
export const lockForReading = (folder: string): FolderLock =>
  take(
    readersFile(folder),
    'begin; select count(*) from sqlite_schema',
    'this store is being compacted',
    folder,
    'Wait until it is done.',
  )

/** Held while a log's file is replaced: nobody may be reading it. */
export const lockForReplacing = (folder: string): FolderLock =>
  take(
    readersFile(folder),
    'begin exclusive',
    'another process is reading this store, perhaps a backup',
    folder,
    'Wait until it is done.',
  )

const take = (file: string, how: string, what: string, place: string, remedy: string): FolderLock => {
  const db = new DatabaseSync(file)
  try {
    db.exec(`pragma journal_mode = memory; ${how}`)
  } catch (error) {
    db.close()
    if (!isSqliteDamage(error)) throw new StoreRefused(what, place, remedy)
    throw new StoreRefused('the lock file was not made by the node', file, 'It holds no events: remove it.')
  }
  return { release: () => db.close() }
}
