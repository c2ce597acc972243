import { DatabaseSync } from 'node:sqlite'
import type { LastTaken, Position } from '@concord/kernel'

/**
 * An event as the journal keeps it: as stored and signed, with its place in the journal. `ordinal` counts from 1 in the
 * order of the log and has no gaps. `data` and `metadata` are JSON texts.
 */
export interface JournaledEvent {
  readonly ordinal: number
  readonly position: Position
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly recordedAt: string
  readonly data: string
  readonly metadata: string
}

/** How far the journal is: the place in the log, its last event, the last ordinal, and how many events were refused. */
export interface JournalStanding {
  readonly position: Position | undefined
  readonly last: LastTaken | undefined
  readonly ordinal: number
  readonly refused: number
}

/** The read side's own copy of the log, as whoever only reads it sees it. */
export interface Journal {
  /** Events after an ordinal, in order. */
  after(ordinal: number, limit: number): readonly JournaledEvent[]
  at(ordinal: number): JournaledEvent | undefined
  /** Those of the ordinals that there are, in the order asked for. */
  pick(ordinals: readonly number[]): readonly JournaledEvent[]
  standing(): JournalStanding
  close(): void
}

/** Opens the journal to read, beside its writer. */
export const readJournal = (path: string): Journal => {
  const database = new DatabaseSync(path, { readOnly: true })
  // Events are read one by one from anywhere: what the system caches of the file serves as well.
  database.exec('PRAGMA cache_size = -2048; PRAGMA busy_timeout = 5000')
  return journalIn(database)
}

const columns = 'ordinal, CAST(position AS TEXT), id, type, stream, revision, recorded_at, data, metadata'

/** The journal in a database that is open already, and is closed with it. */
export const journalIn = (database: DatabaseSync): Journal => {
  // A bare `LIMIT ?` would be planned anew at each binding.
  const readAfter = database.prepare(
    `SELECT ${columns} FROM event WHERE ordinal > ? ORDER BY ordinal LIMIT ? + 0`,
  )
  const readAt = database.prepare(`SELECT ${columns} FROM event WHERE ordinal = ?`)
  // Rows as lists cost half of what they cost as objects, and rebuilding a projection is mostly reading.
  for (const read of [readAfter, readAt]) read.setReturnArrays(true)
  const readStanding = database.prepare(
    `SELECT (SELECT CAST(position AS TEXT) FROM checkpoint) AS position,
            (SELECT coalesce(max(ordinal), 0) FROM event) AS ordinal, (SELECT count(*) FROM refused) AS refused`,
  )

  const at = (ordinal: number): JournaledEvent | undefined => {
    const row = readAt.get(ordinal) as unknown as Row | undefined
    return row && fromRow(row)
  }

  return {
    after: (ordinal, limit) => (readAfter.all(ordinal, limit) as unknown as Row[]).map(fromRow),
    at,
    pick: (ordinals) => ordinals.flatMap((ordinal) => at(ordinal) ?? []),
    standing: () => {
      const { position, ordinal, refused } = readStanding.get() as unknown as StandingRow
      const last = asLastTaken(at(ordinal))
      return { position: position === null ? undefined : BigInt(position), last, ordinal, refused }
    },
    close: () => database.close(),
  }
}

/** The columns in their order. */
type Row = readonly [number, string, string, string, string, number, string, string, string]
interface StandingRow {
  readonly position: string | null
  readonly ordinal: number
  readonly refused: number
}

const fromRow = (row: Row): JournaledEvent => {
  const [ordinal, position, id, type, stream, revision, recordedAt, data, metadata] = row
  return { ordinal, position: BigInt(position), id, type, stream, revision, recordedAt, data, metadata }
}

/** What is told to the log when following goes on behind an event. */
export const asLastTaken = (event: JournaledEvent | undefined): LastTaken | undefined =>
  event && { id: event.id, position: event.position }
