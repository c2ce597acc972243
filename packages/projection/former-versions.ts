import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Projection } from './projection.ts'
import { projectionFileVersion } from './projection-file.ts'

/**
 * Removes the files of a projection's earlier versions from a folder, and gives their names. Only for a version that has
 * caught up: from then on nothing needs them. Later versions stay, for whoever went back to an earlier one for a while.
 *
 * Wherever it is killed, a file is either whole or gone. What is still open elsewhere or damaged stays, and is tried again
 * at the next start.
 */
export const removeFormerVersions = (folder: string, projection: Pick<Projection, 'name' | 'version'>) =>
  readdirSync(folder).filter((file) => {
    const version = projectionFileVersion(projection.name, file)
    return version !== undefined && version < projection.version && remove(join(folder, file))
  })

/** First SQLite folds the write-ahead log into the file: one left alone would be played into the next file of that name. */
const remove = (path: string): boolean => {
  try {
    const database = new DatabaseSync(path)
    try {
      database.exec('PRAGMA journal_mode = DELETE')
    } finally {
      database.close()
    }
  } catch {
    return false
  }
  rmSync(path)
  return true
}
