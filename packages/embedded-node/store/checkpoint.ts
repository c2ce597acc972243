import type { DatabaseSync } from 'node:sqlite'

/** Pages in the write-ahead log before they are brought into the main file: 40 MB. */
export const defaultCheckpointPages = 10_000

/**
 * Keeps the write-ahead log short. SQLite would do it by itself, but keeps silent when it fails; here a failed write or
 * sync of the main file is an error like any other and stops the writer.
 */
export const checkpointer = (db: DatabaseSync, pages: number): (() => void) => {
  const look = db.prepare('pragma wal_checkpoint(noop)')
  const bringIn = db.prepare('pragma wal_checkpoint(passive)')
  return () => {
    const { log } = look.get() as unknown as { readonly log: number }
    if (log >= pages) bringIn.get()
  }
}
