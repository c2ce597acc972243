import { existsSync, writeFileSync } from 'node:fs'
import { StoreRefused } from './damage.ts'
import { logFile, madeFile } from './layout.ts'
import { sync } from './sync.ts'

/**
 * Throws `StoreRefused` where the folder held a log that is gone: an empty one in its place would take appends at
 * revisions and positions that mean something else to everybody who read the lost one.
 */
export const refuseLostLog = (folder: string): void => {
  if (!existsSync(madeFile(folder))) return
  throw new StoreRefused(
    'this folder held a log, and the log is gone',
    logFile(folder),
    'Put it back, or restore the latest backup here with `concord node restore`. To begin with an empty log, name an empty folder.',
  )
}

/** Leaves a note for `refuseLostLog` beside a log that is there, synced before the log is served. */
export const sayThatLogWasMade = (folder: string): void => {
  if (existsSync(madeFile(folder))) return
  writeFileSync(madeFile(folder), NOTE)
  sync(madeFile(folder))
  sync(folder)
}

const NOTE =
  'A log was made in this folder: log.sqlite. The node does not start without it while this note is here.\n'
