import type { EventRow } from './event-row.ts'

/** Why a store was not opened, or stopped serving, in words for the person who runs the node. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
  /** Where: a file, a position, a stream and revision. */
  readonly place: string
  /** What that person can do now. */
  readonly remedy: string

  constructor(what: string, place: string, remedy: string) {
    super(`${what} (${place}). ${remedy}`)
    this.place = place
    this.remedy = remedy
  }
}

/** What to do about damage that no rule repairs. */
export const restoreRemedy =
  'Run `concord node verify` to list all damage, then restore the latest backup into an empty folder.'

/** What to do about it where all of it is known, or where nothing more can be known. */
export const backupRemedy = 'Restore the latest backup into an empty folder.'

/** An event whose checksum is not that of its content. */
export const damagedEvent = (row: EventRow): StoreRefused =>
  new StoreRefused(
    'the content of an event is not what was written',
    `position ${row[0]}, stream ${row[9]}, revision ${row[2]}`,
    restoreRemedy,
  )

/** Whether SQLite (SQLITE_FULL) or the system says so. */
export const isDiskFull = (error: unknown): boolean =>
  hasSqliteCode(error, [13]) || (error as NodeJS.ErrnoException).code === 'ENOSPC'

/** That nothing more can be written. */
export const diskFull = (folder: string): StoreRefused =>
  new StoreRefused('the disk is full', folder, 'Make room on it, then start the node again.')

/** The folders that an operation reads from and writes to. */
export interface Places {
  readonly reads: string
  readonly writes: string
}

/** An error of SQLite's or the system's about these folders, in words and with a remedy; any other error as it is. */
export const inWords = (error: unknown, { reads, writes }: Places): unknown => {
  if (isDiskFull(error)) return diskFull(writes)
  const told = (error as Error).message
  if (isSqliteDamage(error)) {
    return new StoreRefused(`the log cannot be read: ${told}`, reads, backupRemedy)
  }
  if (hasSqliteCode(error, NO_ENTRY)) return notForThisUser(reads)
  if (hasSqliteCode(error, DISK_FAILS)) {
    return new StoreRefused(
      `the disk fails: ${told}`,
      writes,
      'Repair or replace it, then run `concord node verify`.',
    )
  }
  return error
}

/** That the operating system keeps the log from this process; the log may be sound. */
export const notForThisUser = (folder: string): StoreRefused =>
  new StoreRefused(
    'this process may not open the log',
    folder,
    'Run it as the user who runs the node, or give it the right to read the folder.',
  )

/** SQLite's codes: PERM, READONLY and CANTOPEN; IOERR. */
const [NO_ENTRY, DISK_FAILS] = [[3, 8, 14], [10]] as const

/** Whether SQLite says that a file is not what it wrote: SQLITE_CORRUPT and SQLITE_NOTADB. */
export const isSqliteDamage = (error: unknown): boolean => hasSqliteCode(error, [11, 26])

/** Whether an error is one of SQLite's with one of these codes, whatever their extension. */
const hasSqliteCode = (error: unknown, codes: readonly number[]): boolean => {
  const code = (error as { readonly errcode?: number }).errcode
  return code !== undefined && codes.includes(code & 0xff)
}
