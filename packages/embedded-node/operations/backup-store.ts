import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { asBigInts } from '../store/as-big-ints.ts'
import { buildLog } from '../store/create-log.ts'
import { StoreRefused } from '../store/damage.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { createTables, logFile } from '../store/layout.ts'
import { makeFolder } from '../store/make-folder.ts'
import { checkHeader } from '../store/start-up-check.ts'
import { sync } from '../store/sync.ts'
import { copyEvents } from './copy-events.ts'
import type { Progress } from './progress.ts'
import { lastPosition, openForReading } from './readable-log.ts'

interface BackupOptions {
  /** The folder of the store, whose node may be running. */
  readonly folder: string
  /** The folder of the backup. One that holds an earlier backup of the same store gets only what is new. */
  readonly to: string
  readonly onProgress?: Progress
}

interface Backup {
  /** Copied by this call. */
  readonly events: bigint
  /** The backup holds the log up to here. */
  readonly lastPosition: bigint
}

/**
 * Backs up a store while its node runs: the state of one moment, every event checked on the way. The backup appears
 * whole or, if this fails or is killed, stays what it was. It is a store folder itself: `restoreStore` takes it, so
 * does a node.
 *
 * Rejects with `StoreRefused` when an event is damaged, when `to` holds another store's backup, or when the store was
 * compacted since: a backup must not keep what the store was told to forget.
 */
export const backupStore = async ({ folder, to, onProgress = () => {} }: BackupOptions): Promise<Backup> => {
  makeFolder(to)
  const lock = lockFolder(to)
  const source = openForReading(folder)
  try {
    return existsSync(logFile(to))
      ? await continueBackup(source.db, to, onProgress)
      : await beginBackup(source.db, to, onProgress)
  } finally {
    source.close()
    lock.release()
  }
}

const beginBackup = async (source: DatabaseSync, to: string, onProgress: Progress): Promise<Backup> => {
  let backup: Backup | undefined
  await buildLog(to, async (db) => {
    createTables(db)
    db.exec('begin')
    const events = await copyEvents(source, db, onProgress)
    db.exec('commit')
    backup = { events, lastPosition: lastPosition(db) }
  })
  return backup!
}

/** One transaction: an interrupted backup leaves the earlier one. */
const continueBackup = async (source: DatabaseSync, to: string, onProgress: Progress): Promise<Backup> => {
  const db = new DatabaseSync(logFile(to))
  try {
    checkHeader(db, to)
    refuseOtherHistory(source, db, to)
    db.exec('pragma journal_mode = wal; pragma synchronous = full; begin')
    const events = await copyEvents(source, db, onProgress)
    db.exec('commit; pragma wal_checkpoint(truncate); pragma journal_mode = delete')
    sync(logFile(to))
    return { events, lastPosition: lastPosition(db) }
  } finally {
    db.close()
  }
}

const refuseOtherHistory = (source: DatabaseSync, backup: DatabaseSync, to: string): void => {
  const remedy = 'Back up into an empty folder.'
  if (historyOf(source, 'origin') !== historyOf(backup, 'origin')) {
    throw new StoreRefused('this folder holds the backup of another store', to, remedy)
  }
  if (historyOf(source, 'compactions') !== historyOf(backup, 'compactions')) {
    throw new StoreRefused('the store was compacted since this backup', to, remedy)
  }
  const last = lastPosition(backup)
  const checksum = (db: DatabaseSync): string =>
    db.prepare('select checksum from events where position = ?').get(last)?.checksum?.toString() ?? 'none'
  if (checksum(source) !== checksum(backup)) {
    throw new StoreRefused('the store no longer agrees with this backup', `${to}, position ${last}`, remedy)
  }
}

const historyOf = (db: DatabaseSync, table: 'origin' | 'compactions'): string =>
  asBigInts(db.prepare(`select * from ${table}`))
    .all()
    .map((row) => (row as unknown as readonly unknown[]).join())
    .join(';')
