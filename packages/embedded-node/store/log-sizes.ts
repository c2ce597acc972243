import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { logFile, writeAheadFile } from './layout.ts'
import type { StoreStats } from './store.ts'

/** What a log holds and takes, found without reading it through. */
export type LogSizes = Pick<StoreStats, 'lastPosition' | 'streams' | 'logBytes' | 'writeAheadBytes'>

/** Two look-ups and the sizes of two files, in bytes; `db` must be a connection to the log of `folder`. */
export const sizesOf = (db: DatabaseSync, folder: string): LogSizes => {
  const statement = asBigInts(
    db.prepare('select (select max(position) from events), (select max(id) from streams)'),
  )
  const [lastPosition, streams] = statement.get() as unknown as readonly [bigint | null, bigint | null]
  return {
    lastPosition: lastPosition ?? 0n,
    streams: streams ?? 0n,
    logBytes: statSync(logFile(folder)).size,
    writeAheadBytes: statSync(writeAheadFile(folder), { throwIfNoEntry: false })?.size ?? 0,
  }
}
