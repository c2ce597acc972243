import { DatabaseSync } from 'node:sqlite'
import type { Position } from '@concord/kernel'
import { nothingKnown, type ProcessState } from './process-state.ts'

/** How far the process manager has folded the log, and what it knew then: saves folding from the start. */
export interface Checkpoint {
  readonly position: Position | undefined
  readonly state: ProcessState
}

export interface CheckpointStore {
  read(): Checkpoint
  write(checkpoint: { readonly position: Position; readonly state: ProcessState }): void
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
        ? { position: undefined, state: nothingKnown }
        : {
            position: BigInt(row.position),
            state: { ...nothingKnown, ...(JSON.parse(row.state) as ProcessState) },
          }
    },
    write: ({ position, state }) => {
      upsert.run(meaning, String(position), JSON.stringify(state))
    },
    close: () => database.close(),
  }
}
