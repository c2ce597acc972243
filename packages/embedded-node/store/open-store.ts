import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { defaultCheckpointPages } from './checkpoint.ts'
import { createLog, removeUnfinished } from './create-log.ts'
import { inWords } from './damage.ts'
import { lockFolder } from './folder-lock.ts'
import { logFile, setUpReader } from './layout.ts'
import { logReader } from './log-reader.ts'
import { sizesOf } from './log-sizes.ts'
import { refuseLostLog, sayThatLogWasMade } from './lost-log.ts'
import { makeFolder } from './make-folder.ts'
import { checkAtStartUp } from './start-up-check.ts'
import type { Store } from './store.ts'
import { startWriter } from './writer.ts'

/** Which folder; the rest is for tests and benches. */
export interface StoreOptions {
  /** Holds everything the store keeps; made if it does not exist. */
  readonly folder: string
  /** The clock, in ticks of 100 ns since the Unix epoch. */
  readonly nowTicks?: () => bigint
  /** Pages of 4 KiB that the write-ahead log may hold before they go into the main file. */
  readonly checkpointPages?: number
}

/**
 * Opens the store in a folder, or makes an empty one where there never was one. Rejects with `StoreRefused` when another
 * process uses the folder, or when what lies there is damaged, is no log of this node or is there no more; nothing is
 * changed then.
 */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  makeFolder(options.folder)
  const lock = lockFolder(options.folder)
  try {
    return await openLocked(options, lock.release)
  } catch (error) {
    lock.release()
    throw inWords(error, { reads: options.folder, writes: options.folder })
  }
}

/** Milliseconds are all that the system's clock gives reliably; the events of one millisecond share their time. */
export const systemTicks = (): bigint => BigInt(Date.now()) * 10_000n

const openLocked = async (options: StoreOptions, release: () => void): Promise<Store> => {
  const { folder, nowTicks = systemTicks, checkpointPages = defaultCheckpointPages } = options
  const began = performance.now()
  const created = !existsSync(logFile(folder))
  if (created) refuseLostLog(folder)
  if (created) await createLog(folder, nowTicks())
  else removeUnfinished(folder)
  sayThatLogWasMade(folder)
  const checked = checkAtStartUp(folder)
  const writer = await startWriter({ folder, checkpointPages }, nowTicks)
  const db = new DatabaseSync(logFile(folder), { readOnly: true })
  setUpReader(db)
  const { readStream, readAll } = logReader(db, nowTicks)
  const told = toldIn(folder)
  return {
    opening: { created, ...checked, tookMs: Math.round(performance.now() - began) },
    append: (request) => writer.submit({ kind: 'append', ...request }),
    deleteStream: (stream, expected) => writer.submit({ kind: 'delete', stream, expected, events: [] }),
    tombstoneStream: (stream, expected) => writer.submit({ kind: 'tombstone', stream, expected, events: [] }),
    readStream: told(readStream),
    readAll: told(readAll),
    lastPosition: writer.lastPosition,
    stats: () => ({ ...sizesOf(db, folder), ...writer.counters() }),
    onCommitted: writer.onCommitted,
    onFailed: writer.onFailed,
    close: async () => {
      await writer.idle()
      db.close()
      await writer.close()
      release()
    },
  }
}

/** Turns SQLite's message about a damaged page into one that tells the operator what to do. */
const toldIn =
  (folder: string) =>
  <Asked extends readonly unknown[], Page>(read: (...asked: Asked) => Page) =>
  (...asked: Asked): Page => {
    try {
      return read(...asked)
    } catch (error) {
      throw inWords(error, { reads: folder, writes: folder })
    }
  }
