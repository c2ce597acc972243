import { randomUUID } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { diskFull, isDiskFull, StoreRefused } from './damage.ts'
import { createTables, logFile, setUpBuilder, unfinishedFile, writeAheadFile } from './layout.ts'
import { logWriter } from './log-writer.ts'
import type { AppendRequest, ProposedEvent } from './store.ts'
import { packGroup } from './write-group.ts'

/**
 * Makes an empty log in the folder. It takes its name only when it is complete and synced, so that a node killed in
 * between starts again from nothing.
 */
export const createLog = async (folder: string, nowTicks: bigint): Promise<void> => {
  await buildLog(folder, (db) => {
    createTables(db)
    db.prepare('insert into origin values (?)').run(randomUUID())
    logWriter(db).write(
      packGroup(
        firstWrites.map((write) => ({ kind: 'append', ...write })),
        nowTicks,
      ),
    )
  })
}

/**
 * Lets `build` fill a new database and then puts it, synced, in the place of the folder's log. When `build` fails
 * nothing has changed.
 */
export const buildLog = async (
  folder: string,
  build: (db: DatabaseSync) => void | Promise<void>,
): Promise<void> => {
  const unfinished = unfinishedFile(folder)
  removeUnfinished(folder)
  const db = new DatabaseSync(unfinished)
  try {
    setUpBuilder(db)
    await build(db)
  } catch (error) {
    db.close()
    removeUnfinished(folder)
    throw error
  }
  db.close()
  refuseStrayWriteAheadLog(folder)
  sync(unfinished)
  sync(folder)
  renameSync(unfinished, logFile(folder))
  sync(folder)
}

/**
 * A write-ahead log that belongs to another log would be taken for this one's and destroy it. That none is there any
 * more is synced before the new log takes its name.
 */
const refuseStrayWriteAheadLog = (folder: string): void => {
  const stray = writeAheadFile(folder)
  if ((statSync(stray, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  removeUnfinished(folder)
  throw new StoreRefused(
    'there is a write-ahead log without its log',
    stray,
    'It may hold acknowledged events: put the log back beside it, or move it away.',
  )
}

/**
 * Makes a folder whose name, and the names of those above it, a power cut cannot take back. Throws `StoreRefused` where
 * this process could not write.
 */
export const makeFolder = (folder: string): void => {
  const first = madeFolder(folder)
  if (first === undefined) return
  const above = dirname(resolve(first))
  for (let each = dirname(resolve(folder)); each.length >= above.length; each = dirname(each)) {
    sync(each)
    if (each === above) return
  }
}

/** The first folder that had to be made, if any. */
const madeFolder = (folder: string): string | undefined => {
  try {
    const first = mkdirSync(folder, { recursive: true })
    for (const path of [folder, logFile(folder)]) if (existsSync(path)) accessSync(path, constants.W_OK)
    return first
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(folder)
    const { code, message, path = folder } = error as NodeJS.ErrnoException
    const what = reasons.get(code ?? '') ?? `the folder cannot be made or written to: ${message}`
    throw new StoreRefused(what, path, 'Name a folder that this process may write to.')
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this process may not write there'],
  ['EPERM', 'this process may not write there'],
  ['EROFS', 'the file system is read-only there'],
  ['EEXIST', 'the folder is a file'],
  ['ENOTDIR', 'the folder lies in a file'],
])

/** Deletes a log in the making with all that SQLite put beside it. Nothing in it was ever acknowledged. */
export const removeUnfinished = (folder: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(unfinishedFile(folder) + suffix, { force: true })
}

/** Syncs a file's content, or a folder's list of names. */
export const sync = (path: string): void => {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const json = (type: string, content: object): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  metadata: new Uint8Array(0),
  data: Buffer.from(JSON.stringify(content)),
})

/** An EventStoreDB node is never quite empty: `$all` begins with events of its own users. */
const user = (login: string, fullName: string, groups: readonly string[]): AppendRequest => ({
  stream: `$user-${login}`,
  expected: 'no_stream',
  events: [json('$UserCreated', { loginName: login, fullName, groups, disabled: false })],
})

const firstWrites: readonly AppendRequest[] = [
  {
    stream: '$$$user-admin',
    expected: 'no_stream',
    events: [json('$metadata', { $acl: { $r: '$admins', $w: '$admins', $mw: '$admins' } })],
  },
  {
    stream: '$$$user-ops',
    expected: 'no_stream',
    events: [json('$metadata', { $acl: { $r: '$admins', $w: '$admins', $mw: '$admins' } })],
  },
  user('admin', 'Event Store Administrator', ['$admins']),
  user('ops', 'Event Store Operations', ['$ops']),
]
