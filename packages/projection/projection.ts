import type { DatabaseSync } from 'node:sqlite'
import type { Journal, JournaledEvent } from './journal.ts'

/**
 * A fold of the log into one read model. Changing what it writes means a new version: it gets a file of its own, is
 * filled from the journal and serves once it has caught up; nothing is migrated.
 */
export interface Projection {
  readonly name: string
  readonly version: number
  /**
   * Names what the rows depend on besides the events and this fold, such as what an event means. A file that was filled
   * under another meaning is made anew from the journal when it is opened, as that of another version would be.
   */
  readonly meaning: string
  /** The tables, made once in an empty file. */
  readonly schema: string
  /**
   * Prepares the fold over its file. The journal is there to look back into. `setAside` is to be told of what nothing can
   * be made of, once for each time that it is folded.
   */
  open(database: DatabaseSync, journal: Journal, setAside: (one: SetAside) => void): Fold
}

/** A fold over its open file, until the process ends or a run of events was not kept. */
export interface Fold {
  /**
   * Folds events in the order of the log. Runs inside the transaction that also moves the checkpoint: either all of it
   * is kept or nothing. What the fold remembers in memory it must be able to make again from its tables.
   */
  apply(events: readonly JournaledEvent[]): void
}

/** An event that a fold could make nothing of, or not all that it should. What comes after it is folded. */
export interface SetAside {
  readonly event: Pick<JournaledEvent, 'type' | 'stream' | 'revision' | 'position'>
  /** A word for what is wrong, such as `unknown-type`: one of a few. */
  readonly reason: string
  readonly detail: string
}

/**
 * Thrown by a fold that finds rows which do not follow from the events before. They cannot be put right one by one: the
 * file is made anew from the journal the next time it is opened.
 */
export class RowsDiverged extends Error {}

/** Told of what happens to projections that whoever runs them should know. */
export interface ProjectionWatch {
  /** A file was emptied and is filled again from the journal. */
  readonly onRebuild?: (projection: string, why: string) => void
  /** Events of one run, when the run is kept. */
  readonly onSetAside?: (events: readonly SetAside[]) => void
}
