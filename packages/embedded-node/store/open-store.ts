import { existsSync, mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { createLog, removeUnfinished } from './create-log.ts'
import { lockFolder } from './folder-lock.ts'
import { logFile, setUpReader } from './layout.ts'
import { logReader } from './log-reader.ts'
import { sizesOf } from './log-sizes.ts'
import { checkAtStartUp } from './start-up-check.ts'
import type { Store } from './store.ts'
import { startWriter } from './writer.ts'

export interface StoreOptions {
  /** Holds everything the store keeps; made if it does not exist. */
  readonly folder: string
  /** The clock, in ticks of 100 ns since the Unix epoch. */
  readonly nowTicks?: () => bigint
}

/**
 * Opens the store in a folder, or makes an empty one. Rejects with `StoreRefused` when another process uses the folder,
 * or when what lies there is damaged or no log of this node; nothing is changed then.
 */
export const openStore = async ({ folder, nowTicks = systemTicks }: StoreOptions): Promise<Store> => {
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(folder)
  try {
    return await openLocked(folder, nowTicks, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Milliseconds are all that the system's clock gives reliably; the events of one millisecond share their time. */
export const systemTicks = (): bigint => BigInt(Date.now()) * 10_000n

const openLocked = async (folder: string, nowTicks: () => bigint, release: () => void): Promise<Store> => {
  const created = !existsSync(logFile(folder))
  if (created) createLog(folder, nowTicks())
  else removeUnfinished(folder)
  const opening = { created, ...checkAtStartUp(folder) }
  const writer = await startWriter(folder, nowTicks)
  const db = new DatabaseSync(logFile(folder), { readOnly: true })
  setUpReader(db)
  const { readStream, readAll } = logReader(db, nowTicks)
  return {
    opening,
    append: (request) => writer.submit({ kind: 'append', ...request }),
    deleteStream: (stream, expected) => writer.submit({ kind: 'delete', stream, expected, events: [] }),
    tombstoneStream: (stream, expected) => writer.submit({ kind: 'tombstone', stream, expected, events: [] }),
    readStream,
    readAll,
    lastPosition: writer.lastPosition,
    stats: () => ({ ...sizesOf(db, folder), ...writer.counters() }),
    onCommitted: writer.onCommitted,
    onFailed: writer.onFailed,
    close: async () => {
      await writer.close()
      db.close()
      release()
    },
  }
}
