import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UsageError } from '@concord/kernel'

/** A data key as it lies in the file: wrapped. */
export interface StoredKey {
  readonly id: string
  readonly wrapped: Uint8Array
}

/** The file of a key ring: an SQLite database that forgets what is deleted. */
export interface KeyRingFile {
  readonly bySubject: (subject: string, stream: string) => StoredKey | undefined
  readonly byId: (id: string) => StoredKey | undefined
  /** Whether a key was ever given to a subject, or destroyed. */
  readonly isUsed: () => boolean
  /** The first keys that are still there, at most so many. */
  readonly first: (most: number) => readonly StoredKey[]
  /** Puts keys into stock; they survive a power cut once it returns. */
  readonly insert: (keys: readonly StoredKey[]) => void
  /** Gives a key of the stock to a subject; false when the subject has one. Does not wait for the disk. */
  readonly assign: (id: string, subject: string, stream: string) => boolean
  /** Removes keys that nobody used. */
  readonly discard: (ids: readonly string[]) => void
  /** Removes a key and keeps its name as destroyed. */
  readonly destroy: (id: string) => void
  /**
   * Brings the zeros of what was removed into the file and cuts the write-ahead log that still held it. False while
   * another process keeps the log from being cut: then the bytes may still be there.
   */
  readonly cutLog: () => boolean
  readonly isDestroyed: (id: string) => boolean
  readonly erasedUpTo: (agency: string) => bigint | undefined
  readonly setErasedUpTo: (agency: string, position: bigint) => void
  /** Another number after another process changed the file. */
  readonly change: () => number
  readonly close: () => void
}

const patience = 'PRAGMA busy_timeout = 5000'

/** `secure_delete` overwrites deleted rows with zeros; what is deleted leaves the write-ahead log when that is cut. */
const layout = `
  ${patience};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS data_key (
    id TEXT PRIMARY KEY, subject TEXT, stream TEXT, wrapped BLOB NOT NULL, UNIQUE (subject, stream)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS destroyed_key (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS erasures_applied (agency TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT;
`

/** Opens `keyring.sqlite` in a folder (0700), making it when it is missing. Throws a UsageError where the file is damaged or no key ring. */
export const openKeyRingFile = (folder: string): KeyRingFile => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = openWhole(join(folder, 'keyring.sqlite'))
  const bySubject = database.prepare('SELECT id, wrapped FROM data_key WHERE subject = ? AND stream = ?')
  const byId = database.prepare('SELECT id, wrapped FROM data_key WHERE id = ?')
  const used = database.prepare(
    'SELECT EXISTS (SELECT 1 FROM data_key WHERE subject IS NOT NULL) OR EXISTS (SELECT 1 FROM destroyed_key) AS used',
  )
  const first = database.prepare('SELECT id, wrapped FROM data_key ORDER BY rowid LIMIT ?')
  const insert = database.prepare('INSERT INTO data_key (id, wrapped) VALUES (?, ?)')
  const assign = database.prepare('UPDATE OR IGNORE data_key SET subject = ?, stream = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM data_key WHERE id = ?')
  const mark = database.prepare('INSERT OR IGNORE INTO destroyed_key (id) VALUES (?)')
  const marked = database.prepare('SELECT 1 FROM destroyed_key WHERE id = ?')
  const upTo = database.prepare('SELECT position FROM erasures_applied WHERE agency = ?')
  const setUpTo = database.prepare('INSERT OR REPLACE INTO erasures_applied VALUES (?, ?)')
  const change = database.prepare('PRAGMA data_version')
  const cut = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)')

  const durably = durableWrites(database)

  return {
    bySubject: (subject, stream) => bySubject.get(subject, stream) as unknown as StoredKey | undefined,
    byId: (id) => byId.get(id) as unknown as StoredKey | undefined,
    isUsed: () => (used.get() as { readonly used: number }).used === 1,
    first: (most) => first.all(most) as unknown as StoredKey[],
    insert: (keys) => durably(() => keys.forEach(({ id, wrapped }) => void insert.run(id, wrapped))),
    assign: (id, subject, stream) => assign.run(subject, stream, id).changes === 1,
    discard: (ids) => {
      for (const id of ids) remove.run(id)
    },
    destroy: (id) =>
      durably(() => {
        remove.run(id)
        mark.run(id)
      }),
    cutLog: () => {
      // Waiting within the call would hold the whole process up.
      database.exec('PRAGMA busy_timeout = 0')
      const { busy } = cut.get() as { readonly busy: number }
      database.exec(patience)
      return busy === 0
    },
    isDestroyed: (id) => marked.get(id) !== undefined,
    erasedUpTo: (agency) => {
      const row = upTo.get(agency) as { position: string } | undefined
      return row && BigInt(row.position)
    },
    setErasedUpTo: (agency, position) => {
      setUpTo.run(agency, String(position))
    },
    change: () => (change.get() as { data_version: number }).data_version,
    close: () => database.close(),
  }
}

const BUSY = 5

/** Every page is looked at: an erasure that a damaged index keeps from finding its key would leave the key where it is. */
const openWhole = (path: string): DatabaseSync => {
  try {
    const database = new DatabaseSync(path)
    database.exec(layout)
    const found = database.prepare('PRAGMA integrity_check(1)').get() as { readonly integrity_check: string }
    if (found.integrity_check !== 'ok') throw new Error(found.integrity_check)
    return database
  } catch (error) {
    if ((error as { errcode?: number }).errcode === BUSY) throw error
    const what = (error as Error).message.replaceAll(/\s+/g, ' ')
    throw new UsageError(`${path} is damaged or not a key ring (${what}). Restore its backup.`)
  }
}

/** Writes in a transaction that is on the disk when it returns. */
const durableWrites =
  (database: DatabaseSync) =>
  (act: () => void): void => {
    database.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE')
    try {
      act()
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    } finally {
      database.exec('PRAGMA synchronous = NORMAL')
    }
  }
