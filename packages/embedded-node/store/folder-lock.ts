import { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from './damage.ts'
import { lockFile } from './layout.ts'

/**
 * Holds a store folder for one process. The lock is the operating system's, taken through SQLite on a file of its own:
 * it goes with the process, so a killed node leaves nothing behind that has to be cleared away.
 */
export const lockFolder = (folder: string): { release(): void } => {
  const db = new DatabaseSync(lockFile(folder))
  try {
    db.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch {
    db.close()
    throw new StoreRefused(
      'another process is using this store',
      folder,
      'Stop that process, or start this node with a folder of its own.',
    )
  }
  return { release: () => db.close() }
}
