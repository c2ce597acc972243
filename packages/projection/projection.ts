import type { DatabaseSync } from 'node:sqlite'
import type { Journal, JournaledEvent } from './journal.ts'

/**
 * A fold of the log into one read model. Changing what it writes means a new version: it gets a file of its own, is
 * filled from the journal and serves once it has caught up; nothing is migrated.
 */
export interface Projection {
  readonly name: string
  readonly version: number
  /** The tables, made once in an empty file. */
  readonly schema: string
  /** Prepares the fold over its file. The journal is there to look back into. */
  open(database: DatabaseSync, journal: Journal): Fold
}

/** A fold over its open file, until the process ends or a run of events was not kept. */
export interface Fold {
  /**
   * Folds events in the order of the log. Runs inside the transaction that also moves the checkpoint: either all of it
   * is kept or nothing. What the fold remembers in memory it must be able to make again from its tables.
   */
  apply(events: readonly JournaledEvent[]): void
}
