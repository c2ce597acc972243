import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { asBigInts } from '../store/as-big-ints.ts'
import { notForThisUser, StoreRefused } from '../store/damage.ts'
import { lockForReading } from '../store/folder-lock.ts'
import { logFile, setUpReader } from '../store/layout.ts'
import { checkHeader } from '../store/start-up-check.ts'

/** A log open for reading, beside a running node or without one. */
export interface ReadableLog {
  readonly db: DatabaseSync
  close(): void
}

/** Throws `StoreRefused` when the folder holds no log that can be read. */
export const openForReading = (folder: string): ReadableLog => {
  if (!isThere(folder)) {
    throw new StoreRefused('there is no event log here', folder, 'Name the folder that holds the log.')
  }
  const lock = lockForReading(folder)
  const db = new DatabaseSync(logFile(folder), { readOnly: true })
  const close = (): void => {
    db.close()
    lock.release()
  }
  try {
    setUpReader(db)
    checkHeader(db, folder)
  } catch (error) {
    close()
    throw error
  }
  return { db, close }
}

const isThere = (folder: string): boolean => {
  try {
    return statSync(logFile(folder), { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EACCES' ? notForThisUser(folder) : error
  }
}

/** The position of the last event, 0 of a log without any. One look-up, however long the log is. */
export const lastPosition = (db: DatabaseSync): bigint =>
  (asBigInts(db.prepare('select max(position) from events')).get() as unknown as [bigint | null])[0] ?? 0n
