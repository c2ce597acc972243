import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { damagedEvent, isSqliteDamage, restoreRemedy, StoreRefused } from './damage.ts'
import { type EventRow, eventColumns, idOf, isIntact } from './event-row.ts'
import { applicationId, endOfStream, formatVersion, logFile, setUpWriter, writeAheadFile } from './layout.ts'
import type { Opening } from './store.ts'
import { inspectWriteAheadLog } from './write-ahead-log.ts'

/** How many of the latest events are read and checked: the ones that a crash could have touched. */
const checkedTail = 256

/**
 * Checks a log before it is served, in time that does not grow with it: the file's header and size, the write-ahead
 * log, and the latest events with their checksums, indexes and streams. Then brings the write-ahead log into the main
 * file, so that nothing read from now on hangs on a sync that an earlier process saw fail.
 *
 * Throws `StoreRefused`. Damage further back is found by `verifyStore`, or when a damaged event is read.
 */
export const checkAtStartUp = (folder: string): Pick<Opening, 'lastPosition' | 'droppedBytes'> => {
  const writeAhead = inspectWriteAheadLog(writeAheadFile(folder))
  if (writeAhead.kind === 'damaged') {
    throw new StoreRefused(
      `the write-ahead log is damaged before ${writeAhead.commitsBehind} committed transactions`,
      `${writeAheadFile(folder)}, byte ${writeAhead.atByte}`,
      `Keep a copy of the folder. ${restoreRemedy}`,
    )
  }
  const db = new DatabaseSync(logFile(folder))
  try {
    checkHeader(db, folder)
    setUpWriter(db)
    db.exec('pragma wal_checkpoint(truncate)')
    refuseCutShort(folder)
    const lastPosition = checkTail(db)
    return { lastPosition, droppedBytes: writeAhead.kind === 'unfinished' ? writeAhead.droppedBytes : 0 }
  } catch (error) {
    if (!isSqliteDamage(error)) throw error
    refuseCutShort(folder)
    const what = `the log cannot be read: ${(error as Error).message}`
    throw new StoreRefused(what, logFile(folder), restoreRemedy)
  } finally {
    db.close()
  }
}

const pragma = (db: DatabaseSync, name: string): number =>
  Object.values(db.prepare(`pragma ${name}`).get() as Record<string, number>)[0]!

/** Throws `StoreRefused` when the file is no log, or one in another format. */
export const checkHeader = (db: DatabaseSync, folder: string): void => {
  if (pragma(db, 'application_id') !== applicationId) {
    throw new StoreRefused(
      'this file is not an event log of the embedded node',
      logFile(folder),
      'Name the folder that holds the log, or an empty one.',
    )
  }
  const found = pragma(db, 'user_version')
  if (found !== formatVersion) {
    throw new StoreRefused(
      `the log is written in format ${found}, but this node reads only format ${formatVersion}`,
      logFile(folder),
      'Start the release of the node that wrote it.',
    )
  }
}

/** SQLite does not see that half a page is missing, and of whole ones it does not say that they are. */
const refuseCutShort = (folder: string): void => {
  const header = Buffer.alloc(100)
  const file = openSync(logFile(folder), 'r')
  readSync(file, header)
  closeSync(file)
  if (!header.toString('latin1').startsWith('SQLite format 3')) return
  const expected = header.readUInt16BE(16) * header.readUInt32BE(28)
  const found = statSync(logFile(folder)).size
  if (found >= expected) return
  throw new StoreRefused(
    `the log is cut short: ${found} of ${expected} bytes`,
    `${logFile(folder)}, byte ${found}`,
    restoreRemedy,
  )
}

/** Returns the last position. */
const checkTail = (db: DatabaseSync): bigint => {
  const tail = asBigInts(
    db.prepare(`select ${eventColumns} from events e left join streams s on s.id = e.stream
      order by e.position desc limit ${checkedTail}`),
  ).all() as unknown as readonly EventRow[]
  const leadsTo = wayToEvent(db)
  for (const row of tail) {
    if (!isIntact(row)) throw damagedEvent(row)
    if (!leadsTo(row)) {
      throw new StoreRefused(
        'an event contradicts the indexes that should lead to it',
        `position ${row[0]}, stream ${row[9] ?? `number ${row[1]}`}, revision ${row[2]}`,
        restoreRemedy,
      )
    }
  }
  return tail[0]?.[0] ?? 0n
}

/** Whether the stream's row and both indexes lead to the event. */
const wayToEvent = (db: DatabaseSync): ((row: EventRow) => boolean) => {
  const stream = asBigInts(db.prepare('select last, tombstoned from streams where id = ?'))
  const byRevision = asBigInts(
    db.prepare('select position from events indexed by events_by_revision where stream = ? and revision = ?'),
  )
  const byId = asBigInts(
    db.prepare('select 1 from events indexed by events_by_id where stream = ? and id = ? and position = ?'),
  )
  return (row) => {
    const [position, number, revision] = row
    const state = stream.get(number) as unknown as readonly [last: bigint, tombstoned: bigint] | undefined
    const found = byRevision.get(number, revision) as unknown as readonly [position: bigint] | undefined
    if (state === undefined || found?.[0] !== position) return false
    const streamKnows = revision === endOfStream ? state[1] === 1n : state[0] >= revision
    return streamKnows && byId.get(number, idOf(row[8]), position) !== undefined
  }
}
