import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

/** What a store folder holds, and how its database is set up. */

/** Written into the database's header so that a foreign file is never mistaken for a log. ASCII `CNCD`. */
export const applicationId = 0x434e4344

/** Raised when the tables change in a way that an older node cannot read. */
export const formatVersion = 1

/** The revision of a tombstone and the `$tb` of a soft-deleted stream, as EventStoreDB writes them. */
export const endOfStream = 9_223_372_036_854_775_807n

/** The log itself; SQLite's write-ahead log and its index lie beside it while it is open. */
export const logFile = (folder: string): string => join(folder, 'log.sqlite')
/** Where a log is built before it takes its name: an interrupted creation, copy or compaction leaves only this. */
export const unfinishedFile = (folder: string): string => join(folder, 'log.sqlite.unfinished')
/** Acknowledged events that are not in the log's file yet. Never to be deleted or left behind. */
export const writeAheadFile = (folder: string): string => `${logFile(folder)}-wal`
/** Locked by those who read beside the node, so that nobody replaces the log meanwhile. Holds nothing. */
export const readersFile = (folder: string): string => join(folder, 'readers.sqlite')
/** Says that a log was made in the folder: where it stands and the log does not, the log was lost. */
export const madeFile = (folder: string): string => join(folder, 'log-was-made.txt')
/** Locked by the process whose folder this is. Holds nothing. */
export const lockFile = (folder: string): string => join(folder, 'lock.sqlite')

/**
 * `events.position` is the row's own number, so the log is stored in its order and `$all` needs no index. A stream's
 * row outlives its events: numbering goes on after deletion and compaction. `origin` names the store and goes with
 * every copy; `compactions` says up to which position events may be missing.
 */
export const createTables = (db: DatabaseSync): void => {
  db.exec(`
    pragma application_id = ${applicationId};
    pragma user_version = ${formatVersion};
    create table streams (
      id integer primary key,
      name text not null unique,
      last integer not null,
      tombstoned integer not null,
      truncate_before integer,
      max_count integer,
      max_age integer
    ) strict;
    create table events (
      position integer primary key,
      stream integer not null,
      revision integer not null,
      id blob not null,
      type text not null,
      json integer not null,
      created integer not null,
      checksum integer not null,
      metadata blob not null,
      data blob not null
    ) strict;
    create table origin (store text not null) strict;
    create table compactions (completed integer not null, up_to integer not null, removed integer not null) strict;
    create unique index events_by_revision on events (stream, revision);
    create index events_by_id on events (stream, id);
  `)
}

/** Another process that opens the log, to back it up or count it, may hold it for a moment. */
const busyTimeoutMs = 10_000

/**
 * The writer's settings. `synchronous = full` syncs the write-ahead log in every commit; the limits keep memory and the
 * write-ahead log flat however long the log grows. Checkpoints are the writer's own affair (checkpoint.ts).
 */
export const setUpWriter = (db: DatabaseSync): void => {
  db.exec(`
    pragma busy_timeout = ${busyTimeoutMs};
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma wal_autocheckpoint = 0;
    pragma journal_size_limit = 67108864;
    pragma cache_size = -32768;
    pragma mmap_size = 0;
    pragma temp_store = memory;
  `)
}

/** For building a log that nobody uses yet: it is synced as a whole before it takes its name. */
export const setUpBuilder = (db: DatabaseSync): void => {
  db.exec(`
    pragma journal_mode = memory;
    pragma synchronous = off;
    pragma cache_size = -32768;
  `)
}

/** The settings of a connection that reads: it cannot write, and keeps 8 MiB of pages. */
export const setUpReader = (db: DatabaseSync): void => {
  db.exec(`
    pragma busy_timeout = ${busyTimeoutMs};
    pragma query_only = on;
    pragma cache_size = -8192;
    pragma mmap_size = 0;
    pragma temp_store = memory;
  `)
}
