import { DatabaseSync } from 'node:sqlite'
import type { LastTaken, Position } from '@concord/kernel'
import { nothingKnown, type ProcessState, stateFrom } from './process-state.ts'

/** How far the process manager has folded the log, and what it knew then: saves folding from the start. */
export interface Checkpoint {
  readonly position: Position | undefined
  /** The last event up to there. */
  readonly last: LastTaken | undefined
  readonly state: ProcessState
}

/** Where the checkpoint is kept. A write replaces it whole or not at all. */
export interface CheckpointStore {
  read(): Checkpoint
  write(checkpoint: Checkpoint & { readonly position: Position }): void
  close(): void
}

/**
 * Keeps the checkpoint in one row, position and state together. `meaning` names what the fold depends on, such as the
 * rules: a checkpoint made with another meaning counts for nothing, and the log is folded from its start. Losing the
 * file costs the same and nothing else.
 */
export const openCheckpoint = (file: string, meaning: string): CheckpointStore => {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS checkpoint (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      meaning TEXT NOT NULL,
      position TEXT NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
  `)
  const select = database.prepare('SELECT position, state FROM checkpoint WHERE meaning = ?')
  const upsert = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)')
  return {
    read: () => {
      const row = select.get(meaning) as { position: string; state: string } | undefined
      return row === undefined
        ? { position: undefined, last: undefined, state: nothingKnown }
        : { position: BigInt(row.position), ...keptOf(row.state) }
    },
    write: ({ position, last, state }) => {
      const kept: Kept = { state, last: last && { id: last.id, position: String(last.position) } }
      upsert.run(meaning, String(position), JSON.stringify(kept))
    },
    close: () => database.close(),
  }
}

/** What the row holds besides its position, as JSON. */
interface Kept {
  readonly state: ProcessState
  readonly last?: { readonly id: string; readonly position: string } | undefined
}

const keptOf = (text: string): Pick<Checkpoint, 'last' | 'state'> => {
  const { state, last } = JSON.parse(text) as Omit<Kept, 'state'> & {
    readonly state: Parameters<typeof stateFrom>[0]
  }
  return {
    state: stateFrom(state),
    last: last && { id: last.id, position: BigInt(last.position) },
  }
}
