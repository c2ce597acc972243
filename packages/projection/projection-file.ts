import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Journal, JournaledEvent } from './journal.ts'
import type { Fold, Projection } from './projection.ts'

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

/** Opens a projection's file in a folder (`:memory:` for tests), making it where there is none. */
export const openProjectionFile = (
  folder: string,
  projection: Projection,
  journal: Journal,
): ProjectionFile => {
  const path = folder === ':memory:' ? folder : join(folder, projectionFileName(projection))
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000`)
  createTables(database, projection)
  const readCheckpoint = database.prepare('SELECT ordinal FROM checkpoint')
  const setCheckpoint = database.prepare('UPDATE checkpoint SET ordinal = ?')
  const checkpoint = () => (readCheckpoint.get() as { ordinal: number }).ordinal

  let fold: Fold | undefined
  const apply = (events: readonly JournaledEvent[]): void => {
    const before = checkpoint()
    const fresh = events.filter((event) => event.ordinal > before)
    if (fresh.length === 0) return
    if (fresh[0]!.ordinal !== before + 1) {
      throw new Error(`${projection.name} is at ${before} and cannot fold from ${fresh[0]!.ordinal} on`)
    }
    database.exec('BEGIN IMMEDIATE')
    try {
      fold ??= projection.open(database, journal)
      fold.apply(fresh)
      setCheckpoint.run(fresh.at(-1)!.ordinal)
      database.exec('COMMIT')
    } catch (error) {
      // What the fold remembers may be ahead of what was kept: it starts again from the tables.
      fold = undefined
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  const { name, version } = projection
  const settle = () => database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  return { name, version, database, checkpoint, apply, settle, close: () => database.close() }
}

/** Tables and checkpoint appear together, so a file is either new or whole. */
const createTables = (database: DatabaseSync, { schema }: Projection): void => {
  const made = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'checkpoint'").get()
  if (made) return
  database.exec(`BEGIN IMMEDIATE; ${schema};
    CREATE TABLE checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), ordinal INTEGER NOT NULL) STRICT;
    INSERT INTO checkpoint VALUES (1, 0); COMMIT`)
}
