import { DatabaseSync } from 'node:sqlite'
import type { Position } from '@concord/kernel'
import { asLastTaken, type Journal, type JournaledEvent, type JournalStanding, journalIn } from './journal.ts'
import { type JournalBatch, type RefusedText, unpackBatch } from './journal-batch.ts'

/**
 * The journal in the hands of its one writer. It can be fetched again, so a commit need not reach the disk at once.
 * Appending is idempotent: what stands before its checkpoint is passed over.
 */
export interface JournalWriter extends Journal {
  /** Keeps a batch in one transaction and gives what was new in it. */
  append(batch: JournalBatch): readonly JournaledEvent[]
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

/** Opens the journal for its one writer, making the file where there is none. `:memory:` is for tests. */
export const openJournal = (path: string): JournalWriter => {
  const database = new DatabaseSync(path)
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 8000; ${schema}`,
  )
  const journal = journalIn(database)
  const keep = keeping(database)
  let known: JournalStanding | undefined
  const standing = (): JournalStanding => known ?? journal.standing()

  const append = (batch: JournalBatch): readonly JournaledEvent[] => {
    const before = standing()
    const fresh = unpackBatch(batch, before)
    const position = later(before.position, BigInt(batch.position))
    known = undefined
    database.exec('BEGIN IMMEDIATE')
    try {
      for (const event of fresh) keep.event(event)
      const refused = batch.refused.reduce((count, one) => count + keep.refused(one), before.refused)
      keep.checkpoint(position)
      database.exec('COMMIT')
      const last = asLastTaken(fresh.at(-1)) ?? before.last
      known = { position, last, ordinal: before.ordinal + fresh.length, refused }
      return fresh
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return { ...journal, standing, append }
}

/** How each row is written. */
const keeping = (database: DatabaseSync) => {
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertRefused = database.prepare('INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const setCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (1, ?)')
  return {
    event: (event: JournaledEvent): void => {
      const { ordinal, position, id, type, stream, revision, recordedAt, data, metadata } = event
      insert.run(ordinal, position, id, type, stream, revision, recordedAt, data, metadata)
    },
    /** How many it adds: none where it was kept already. */
    refused: (event: RefusedText): number => {
      const { position, stream, revision, type, id, recordedAt, reason, detail } = event
      const place = BigInt(position)
      return Number(insertRefused.run(place, stream, revision, type, id, recordedAt, reason, detail).changes)
    },
    checkpoint: (position: Position): void => {
      setCheckpoint.run(position)
    },
  }
}

const later = (a: Position | undefined, b: Position): Position => (a !== undefined && a > b ? a : b)
