import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KeyEncryption } from './key-encryption.ts'

/** A key for the personal fields of one subject in one stream: what one agency holds about a person in one incident. */
export interface DataKey {
  readonly id: string
  readonly key: Buffer
}

/**
 * The data keys of a folder. Destroying a key is what erases: everything sealed under it, in the log, in its replicas
 * and in their backups, can't be read any more.
 *
 * Processes may share the folder. What one of them destroys the others stop using at their next call. A backup of the
 * key ring that is restored brings its keys back, until the erasures since then were applied to it again: the ring keeps
 * the position up to which they were, so it is restored with it.
 */
export interface KeyRing {
  /** The key of a subject in a stream, made when there is none. It is on disk before the promise resolves. */
  readonly keyFor: (subject: string, stream: string) => Promise<DataKey>
  /** The key of that name; undefined when it was destroyed or was never here. */
  readonly find: (id: string) => Promise<DataKey | undefined>
  /** Destroys the key and overwrites its bytes in the file. Answers whether there was one. */
  readonly destroyKey: (subject: string, stream: string) => boolean
  /** The same by the key's name, as a sealed field carries it. */
  readonly destroy: (id: string) => boolean
  readonly isDestroyed: (id: string) => boolean
  /** Up to which position of the log the erasures it tells of were applied to this ring. */
  readonly erasedUpTo: () => bigint | undefined
  readonly setErasedUpTo: (position: bigint) => void
  readonly close: () => void
}

/** Bounds the unwrapped keys in memory: some 200 bytes each. */
const CACHED_KEYS = 10_000

/** Opens the key ring of a folder (`keyring.sqlite`, 0700), making it when it is missing. */
export const openKeyRing = (folder: string, encryption: KeyEncryption): KeyRing => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(folder, 'keyring.sqlite'))
  database.exec(layout)
  const statements = prepare(database)

  // Emptied whenever another process changed the ring, so that a key it destroyed is not used from memory.
  const cache = new Map<string, DataKey>()
  let seenChange = -1
  const dropStale = (): void => {
    const { data_version: change } = database.prepare('PRAGMA data_version').get() as { data_version: number }
    if (change !== seenChange) cache.clear()
    seenChange = change
  }
  const remember = (name: string, key: DataKey): DataKey => {
    if (cache.size >= CACHED_KEYS) cache.clear()
    cache.set(name, key)
    return key
  }
  const unwrapped = async (name: string, row: KeyRow | undefined): Promise<DataKey | undefined> =>
    row && remember(name, { id: row.id, key: await encryption.unwrap(Buffer.from(row.wrapped)) })

  const keyFor = async (subject: string, stream: string): Promise<DataKey> => {
    dropStale()
    const name = `${subject.length}:${subject} ${stream}`
    const known = cache.get(name) ?? (await unwrapped(name, statements.bySubject(subject, stream)))
    if (known) return known
    const wrapped = await encryption.wrap(randomBytes(32))
    // Somebody else may have made the key meanwhile; then theirs counts.
    statements.insert(randomBytes(16).toString('base64url'), subject, stream, wrapped)
    return (await unwrapped(name, statements.bySubject(subject, stream)))!
  }
  const find = async (id: string): Promise<DataKey | undefined> => {
    dropStale()
    const name = `id ${id}`
    return cache.get(name) ?? (await unwrapped(name, statements.byId(id)))
  }
  const destroyRow = (row: KeyRow | undefined): boolean => {
    if (!row) return false
    cache.clear()
    statements.destroy(row.id)
    return true
  }
  return {
    keyFor,
    find,
    destroyKey: (subject, stream) => destroyRow(statements.bySubject(subject, stream)),
    destroy: (id) => destroyRow(statements.byId(id)),
    isDestroyed: (id) => statements.isDestroyed(id),
    erasedUpTo: statements.erasedUpTo,
    setErasedUpTo: statements.setErasedUpTo,
    close: () => database.close(),
  }
}

interface KeyRow {
  readonly id: string
  readonly wrapped: Uint8Array
}

/**
 * No write-ahead log: it would keep the pages of a destroyed key until its next checkpoint. `secure_delete` overwrites
 * deleted rows with zeros, and the rollback journal is cut to nothing at each commit.
 */
const layout = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS data_key (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, stream TEXT NOT NULL, wrapped BLOB NOT NULL,
    UNIQUE (subject, stream)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS destroyed_key (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS erased_up_to (one INTEGER PRIMARY KEY CHECK (one = 1), position TEXT NOT NULL) STRICT;
`

const prepare = (database: DatabaseSync) => {
  const bySubject = database.prepare('SELECT id, wrapped FROM data_key WHERE subject = ? AND stream = ?')
  const byId = database.prepare('SELECT id, wrapped FROM data_key WHERE id = ?')
  const insert = database.prepare(
    'INSERT OR IGNORE INTO data_key (id, subject, stream, wrapped) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM data_key WHERE id = ?')
  const mark = database.prepare('INSERT OR IGNORE INTO destroyed_key (id) VALUES (?)')
  const marked = database.prepare('SELECT 1 FROM destroyed_key WHERE id = ?')
  const upTo = database.prepare('SELECT position FROM erased_up_to')
  const setUpTo = database.prepare('INSERT OR REPLACE INTO erased_up_to (one, position) VALUES (1, ?)')
  return {
    erasedUpTo: (): bigint | undefined => {
      const row = upTo.get() as { position: string } | undefined
      return row && BigInt(row.position)
    },
    setErasedUpTo: (position: bigint): void => {
      setUpTo.run(String(position))
    },
    bySubject: (subject: string, stream: string) =>
      bySubject.get(subject, stream) as unknown as KeyRow | undefined,
    byId: (id: string) => byId.get(id) as unknown as KeyRow | undefined,
    insert: (id: string, subject: string, stream: string, wrapped: Buffer) =>
      insert.run(id, subject, stream, wrapped),
    isDestroyed: (id: string) => marked.get(id) !== undefined,
    destroy: (id: string): void => {
      database.exec('BEGIN IMMEDIATE')
      try {
        remove.run(id)
        mark.run(id)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
  }
}
