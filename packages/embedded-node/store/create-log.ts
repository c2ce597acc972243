import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from './damage.ts'
import { firstWrites } from './first-writes.ts'
import { createTables, logFile, setUpBuilder, unfinishedFile, writeAheadFile } from './layout.ts'
import { logWriter } from './log-writer.ts'
import { sync } from './sync.ts'
import { packGroup } from './write-group.ts'

/**
 * Makes an empty log in the folder. It takes its name only when it is complete and synced, so that a node killed in
 * between starts again from nothing.
 */
export const createLog = async (folder: string, nowTicks: bigint): Promise<void> => {
  await buildLog(folder, (db) => {
    createTables(db)
    db.prepare('insert into origin values (?)').run(randomUUID())
    logWriter(db).write(
      packGroup(
        firstWrites.map((write) => ({ kind: 'append', ...write })),
        nowTicks,
      ),
    )
  })
}

/**
 * Lets `build` fill a new database and then puts it, synced, in the place of the folder's log. When `build` fails
 * nothing has changed.
 */
export const buildLog = async (
  folder: string,
  build: (db: DatabaseSync) => void | Promise<void>,
): Promise<void> => {
  const unfinished = unfinishedFile(folder)
  removeUnfinished(folder)
  const db = new DatabaseSync(unfinished)
  try {
    setUpBuilder(db)
    await build(db)
  } catch (error) {
    db.close()
    removeUnfinished(folder)
    throw error
  }
  db.close()
  refuseStrayWriteAheadLog(folder)
  sync(unfinished)
  sync(folder)
  renameSync(unfinished, logFile(folder))
  sync(folder)
}

/**
 * A write-ahead log that belongs to another log would be taken for this one's and destroy it. That none is there any
 * more is synced before the new log takes its name.
 */
const refuseStrayWriteAheadLog = (folder: string): void => {
  const stray = writeAheadFile(folder)
  if ((statSync(stray, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  removeUnfinished(folder)
  throw new StoreRefused(
    'the write-ahead log is there, but the log is missing',
    stray,
    'It may hold acknowledged events: put the log back beside it, or move it away.',
  )
}

/** Deletes a log in the making with all that SQLite put beside it. Nothing in it was ever acknowledged. */
export const removeUnfinished = (folder: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(unfinishedFile(folder) + suffix, { force: true })
}
