import { DatabaseSync } from 'node:sqlite'
import type { LastTaken, Position } from '@concord/kernel'
import { FIELDS, type JournalBatch } from './journal-batch.ts'

/**
 * An event as the journal keeps it: as stored and signed, with its place in the journal. `ordinal` counts from 1 in the
 * order of the log and has no gaps. `data` and `metadata` are JSON texts.
 */
export interface JournaledEvent {
  readonly ordinal: number
  readonly position: Position
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly recordedAt: string
  readonly data: string
  readonly metadata: string
}

/** How far the journal is: the place in the log, its last event, the last ordinal, and how many events were refused. */
export interface JournalStanding {
  readonly position: Position | undefined
  readonly last: LastTaken | undefined
  readonly ordinal: number
  readonly refused: number
}

/**
 * The read side's own copy of the log. It can be fetched again, so a commit need not reach the disk at once. Appending
 * is idempotent: what stands before its checkpoint is passed over.
 */
export interface Journal {
  /** Keeps a batch in one transaction and gives what was new in it. Only the one writer may call it. */
  append(batch: JournalBatch): readonly JournaledEvent[]
  /** Events after an ordinal, in order. */
  after(ordinal: number, limit: number): readonly JournaledEvent[]
  at(ordinal: number): JournaledEvent | undefined
  /** Those of the ordinals that there are, in the order asked for. */
  pick(ordinals: readonly number[]): readonly JournaledEvent[]
  standing(): JournalStanding
  close(): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS event (
    ordinal INTEGER PRIMARY KEY, position INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    stream TEXT NOT NULL, revision INTEGER NOT NULL, recorded_at TEXT NOT NULL,
    data TEXT NOT NULL, metadata TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refused (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL,
    id TEXT NOT NULL, recorded_at TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), position INTEGER NOT NULL) STRICT;
`

const columns = 'ordinal, CAST(position AS TEXT), id, type, stream, revision, recorded_at, data, metadata'

/** Opens the journal for its one writer, making the file where there is none. `:memory:` is for tests. */
export const openJournal = (path: string): Journal => {
  const database = new DatabaseSync(path)
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 8000; ${schema}`,
  )
  return journalOver(database)
}

/** Opens the journal to read, beside its writer. */
export const readJournal = (path: string): Journal => {
  const database = new DatabaseSync(path, { readOnly: true })
  // Events are read one by one from anywhere: what the system caches of the file serves as well.
  database.exec('PRAGMA cache_size = -2048; PRAGMA busy_timeout = 5000')
  return journalOver(database)
}

const journalOver = (database: DatabaseSync): Journal => {
  const insert = lazy(database, 'INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertRefused = lazy(database, 'INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const setCheckpoint = lazy(database, 'INSERT OR REPLACE INTO checkpoint VALUES (1, ?)')
  // A bare `LIMIT ?` would be planned anew at each binding.
  const readAfter = database.prepare(
    `SELECT ${columns} FROM event WHERE ordinal > ? ORDER BY ordinal LIMIT ? + 0`,
  )
  const readAt = database.prepare(`SELECT ${columns} FROM event WHERE ordinal = ?`)
  // Rows as lists cost half of what they cost as objects, and rebuilding a projection is mostly reading.
  for (const read of [readAfter, readAt]) read.setReturnArrays(true)
  const readStanding = database.prepare(
    `SELECT (SELECT CAST(position AS TEXT) FROM checkpoint) AS position,
            (SELECT coalesce(max(ordinal), 0) FROM event) AS ordinal, (SELECT count(*) FROM refused) AS refused`,
  )

  let known: JournalStanding | undefined
  const standing = (): JournalStanding => {
    if (known !== undefined) return known
    const { position, ordinal, refused } = readStanding.get() as unknown as StandingRow
    return {
      position: position === null ? undefined : BigInt(position),
      last: placeOf(at(ordinal)),
      ordinal,
      refused,
    }
  }

  const at = (ordinal: number): JournaledEvent | undefined => {
    const row = readAt.get(ordinal) as unknown as Row | undefined
    return row && fromRow(row)
  }

  const append = (batch: JournalBatch): readonly JournaledEvent[] => {
    const before = known ?? standing()
    const fresh = unpack(batch, before)
    database.exec('BEGIN IMMEDIATE')
    try {
      for (const event of fresh) {
        const { ordinal, position, id, type, stream, revision, recordedAt, data, metadata } = event
        insert().run(ordinal, position, id, type, stream, revision, recordedAt, data, metadata)
      }
      let refused = before.refused
      for (const one of batch.refused) {
        const { position, stream, revision, type, id, recordedAt, reason, detail } = one
        const done = insertRefused().run(
          BigInt(position),
          stream,
          revision,
          type,
          id,
          recordedAt,
          reason,
          detail,
        )
        refused += Number(done.changes)
      }
      const position = later(before.position, BigInt(batch.position))
      setCheckpoint().run(position)
      database.exec('COMMIT')
      const last = placeOf(fresh.at(-1)) ?? before.last
      known = { position, last, ordinal: before.ordinal + fresh.length, refused }
      return fresh
    } catch (error) {
      known = undefined
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    append,
    after: (ordinal, limit) => (readAfter.all(ordinal, limit) as unknown as Row[]).map(fromRow),
    at,
    pick: (ordinals) => ordinals.flatMap((ordinal) => at(ordinal) ?? []),
    standing,
    close: () => database.close(),
  }
}

/** The columns in their order. */
type Row = readonly [number, string, string, string, string, number, string, string, string]
interface StandingRow {
  readonly position: string | null
  readonly ordinal: number
  readonly refused: number
}

const fromRow = (row: Row): JournaledEvent => {
  const [ordinal, position, id, type, stream, revision, recordedAt, data, metadata] = row
  return { ordinal, position: BigInt(position), id, type, stream, revision, recordedAt, data, metadata }
}

const unpack = ({ fields }: JournalBatch, before: JournalStanding): readonly JournaledEvent[] => {
  const events: JournaledEvent[] = []
  let ordinal = before.ordinal
  for (let at = 0; at < fields.length; at += FIELDS) {
    const position = BigInt(fields[at + 4]!)
    if (before.position !== undefined && position <= before.position) continue
    ordinal += 1
    events.push({
      ordinal,
      position,
      id: fields[at]!,
      type: fields[at + 1]!,
      stream: fields[at + 2]!,
      revision: Number(fields[at + 3]),
      recordedAt: fields[at + 5]!,
      data: fields[at + 6]!,
      metadata: fields[at + 7]!,
    })
  }
  return events
}

const placeOf = (event: JournaledEvent | undefined): LastTaken | undefined =>
  event && { id: event.id, position: event.position }

const later = (a: Position | undefined, b: Position): Position => (a !== undefined && a > b ? a : b)

/** Prepared when first needed: a reader's connection must not prepare what writes. */
const lazy = (database: DatabaseSync, sql: string) => {
  let statement: ReturnType<DatabaseSync['prepare']> | undefined
  return () => {
    statement ??= database.prepare(sql)
    return statement
  }
}
