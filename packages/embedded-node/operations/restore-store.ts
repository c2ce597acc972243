import { existsSync } from 'node:fs'
import { buildLog } from '../store/create-log.ts'
import { StoreRefused } from '../store/damage.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { createTables, logFile } from '../store/layout.ts'
import { makeFolder } from '../store/make-folder.ts'
import { copyEvents } from './copy-events.ts'
import type { Progress } from './progress.ts'
import { lastPosition, openForReading } from './readable-log.ts'
import { type Damage, verifyLog } from './verify-store.ts'

interface RestoreOptions {
  /** The folder of a backup. */
  readonly from: string
  /** The folder for the store; it must not hold a log. */
  readonly folder: string
  readonly onProgress?: Progress
}

/**
 * Makes a store out of a backup and returns its last position. The backup is verified first and the copy afterwards;
 * only then does the log take its name. Rejects with `StoreRefused` when either is damaged, and never overwrites a
 * log.
 */
export const restoreStore = async ({
  from,
  folder,
  onProgress = () => {},
}: RestoreOptions): Promise<bigint> => {
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    if (existsSync(logFile(folder))) {
      throw new StoreRefused('this folder already holds a log', folder, 'Restore into an empty folder.')
    }
    return await restoreLocked(from, folder, onProgress)
  } finally {
    lock.release()
  }
}

const restoreLocked = async (from: string, folder: string, onProgress: Progress): Promise<bigint> => {
  const source = openForReading(from)
  let last = 0n
  try {
    refuseDamage((await verifyLog(source.db)).damage, from)
    await buildLog(folder, async (db) => {
      createTables(db)
      db.exec('begin')
      await copyEvents(source.db, db, onProgress)
      db.exec('commit')
      refuseDamage((await verifyLog(db)).damage, folder)
      last = lastPosition(db)
    })
  } finally {
    source.close()
  }
  return last
}

const refuseDamage = (damage: readonly Damage[], folder: string): void => {
  const first = damage[0]
  if (first === undefined) return
  throw new StoreRefused(
    `${first.what}${damage.length > 1 ? `, and ${damage.length - 1} more` : ''}`,
    `${folder}, ${first.place}`,
    'Restore another backup.',
  )
}
