import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { err, ok, type Result } from '@concord/kernel'
import type { Journal, JournaledEvent } from './journal.ts'
import {
  type Fold,
  type Projection,
  type ProjectionWatch,
  RowsDiverged,
  type SetAside,
} from './projection.ts'

/** One projection with its file: rows and checkpoint move together. */
export interface ProjectionFile {
  readonly name: string
  readonly version: number
  /** The connection of the one writer. */
  readonly database: DatabaseSync
  /** The last ordinal folded. */
  checkpoint(): number
  /** Folds what stands after the checkpoint, and passes over what stands before it. The run must have no gap. */
  apply(events: readonly JournaledEvent[]): void
  /** Moves what is committed from the write-ahead log into the file, so that no commit has to do it on its way. */
  settle(): void
  close(): void
}

/** The name of a projection version's file. */
export const projectionFileName = ({ name, version }: Pick<Projection, 'name' | 'version'>): string =>
  `${name}-v${version}.sqlite`

/** The version that a file of this projection holds; undefined for any other file. */
export const projectionFileVersion = (name: string, file: string): number | undefined => {
  const [before, after] = [`${name}-v`, '.sqlite']
  if (!file.startsWith(before) || !file.endsWith(after)) return undefined
  const version = file.slice(before.length, -after.length)
  return /^\d+$/.test(version) ? Number(version) : undefined
}

/**
 * Opens a projection's file in a folder (`:memory:` for tests), making it where there is none, and anew where its rows are
 * of another meaning or did not fit their events.
 */
export const openProjectionFile = (
  folder: string,
  projection: Projection,
  journal: Journal,
  watch: ProjectionWatch = {},
): ProjectionFile => {
  const path = folder === ':memory:' ? folder : join(folder, projectionFileName(projection))
  const database = openCurrent(path, projection, watch)
  const readCheckpoint = database.prepare('SELECT ordinal FROM checkpoint')
  const setCheckpoint = database.prepare('UPDATE checkpoint SET ordinal = ?')
  // Once for each place: rows that misfit again right after they were made anew are a fault that making anew cannot mend.
  const markMisfit = database.prepare('UPDATE checkpoint SET meaning = NULL, misfit = ? WHERE misfit < ?')
  const checkpoint = () => (readCheckpoint.get() as { ordinal: number }).ordinal

  let fold: Fold | undefined
  let aside: SetAside[] = []
  const apply = (events: readonly JournaledEvent[]): void => {
    const before = checkpoint()
    const fresh = events.filter((event) => event.ordinal > before)
    if (fresh.length === 0) return
    if (fresh[0]!.ordinal !== before + 1) {
      throw new Error(`${projection.name} is at ${before} and cannot fold from ${fresh[0]!.ordinal} on`)
    }
    const last = fresh.at(-1)!.ordinal
    aside = []
    database.exec('BEGIN IMMEDIATE')
    try {
      fold ??= projection.open(database, journal, (one) => void aside.push(one))
      fold.apply(fresh)
      setCheckpoint.run(last)
      database.exec('COMMIT')
    } catch (error) {
      // What the fold remembers may be ahead of what was kept: it starts again from the tables.
      fold = undefined
      if (database.isTransaction) database.exec('ROLLBACK')
      if (isMisfit(error)) markMisfit.run(last, fresh[0]!.ordinal)
      throw error
    }
    if (aside.length > 0) watch.onSetAside?.(aside)
  }

  const { name, version } = projection
  const settle = () => database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  return { name, version, database, checkpoint, apply, settle, close: () => database.close() }
}

/**
 * Removes a projection's file. Wherever it is killed, the file is either whole or gone: first SQLite folds the write-ahead
 * log into it, because one left alone would be played into the next file of that name. SQLite's error, with nothing done, when
 * the file is open elsewhere or damaged.
 */
export const removeProjectionFile = (path: string): Result<void, Error> => {
  try {
    const database = new DatabaseSync(path)
    try {
      database.exec('PRAGMA journal_mode = DELETE')
    } finally {
      database.close()
    }
  } catch (error) {
    if (error instanceof Error && 'errcode' in error) return err(error)
    throw error
  }
  rmSync(path)
  return ok(undefined)
}

/** A row that is there already says the same as one that is missing. SQLite's first byte is the sort of an error: 19, a constraint. */
const isMisfit = (error: unknown): boolean =>
  error instanceof RowsDiverged ||
  (((error as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff) === 19

/** What a file says of its rows. No meaning: they did not fit their events, in a run that ended with `misfit`. */
interface Filling {
  readonly meaning: string | null
  readonly misfit: number
}

const openCurrent = (path: string, projection: Projection, watch: ProjectionWatch): DatabaseSync => {
  const before = openFile(path, projection)
  const { meaning, misfit } = fillingOf(before)
  if (meaning === projection.meaning) return before
  before.close()
  const removed = removeProjectionFile(path)
  if (!removed.ok) {
    const why = 'it is open in another process or damaged'
    throw new Error(`${path} is to be made anew, and ${why}: ${removed.error.message}`, {
      cause: removed.error,
    })
  }
  watch.onRebuild?.(
    projection.name,
    meaning === null ? 'its rows did not fit their events' : 'events have come to mean something else',
  )
  return openFile(path, projection, meaning === null ? misfit : 0)
}

const fillingOf = (database: DatabaseSync): Filling =>
  database.prepare('SELECT meaning, misfit FROM checkpoint').get() as unknown as Filling

const openFile = (path: string, projection: Projection, misfit = 0): DatabaseSync => {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000`)
  createTables(database, projection, misfit)
  return database
}

/** Tables and checkpoint appear together, so a file is either new or whole. */
const createTables = (database: DatabaseSync, { schema, meaning }: Projection, misfit: number): void => {
  const made = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'checkpoint'").get()
  if (made) return
  database.exec(`BEGIN IMMEDIATE; ${schema};
    CREATE TABLE checkpoint (
      only INTEGER PRIMARY KEY CHECK (only = 1), ordinal INTEGER NOT NULL, meaning TEXT, misfit INTEGER NOT NULL
    ) STRICT`)
  database.prepare('INSERT INTO checkpoint VALUES (1, 0, ?, ?)').run(meaning, misfit)
  database.exec('COMMIT')
}
