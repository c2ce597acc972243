import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'

/** A row of `streams`, without its name. */
export interface StreamRow {
  readonly id: bigint
  readonly last: bigint
  readonly tombstoned: boolean
  readonly truncateBefore: bigint | null
  readonly maxCount: bigint | null
  readonly maxAgeTicks: bigint | null
}

/** What makes a `StreamRow`, in the order in which `streamOfRow` takes it. */
export const streamColumns = 'id, last, tombstoned, truncate_before, max_count, max_age'

/** Takes a row read with `returnArrays` and big integers; further columns behind are left alone. */
export const streamOfRow = (row: readonly unknown[]): StreamRow => {
  const [id, last, tombstoned, truncateBefore, maxCount, maxAgeTicks] = row as readonly [
    bigint,
    bigint,
    bigint,
    bigint | null,
    bigint | null,
    bigint | null,
  ]
  return { id, last, tombstoned: tombstoned === 1n, truncateBefore, maxCount, maxAgeTicks }
}

/** Finds the row of a stream by its name. */
export const streamFinder = (db: DatabaseSync): ((name: string) => StreamRow | undefined) => {
  const find = asBigInts(db.prepare(`select ${streamColumns} from streams where name = ?`))
  return (name) => {
    const row = find.get(name) as unknown as readonly unknown[] | undefined
    return row === undefined ? undefined : streamOfRow(row)
  }
}

/** Stores the row of a stream, whether there was one or not. A stream never changes its number or its name. */
export const streamSaver = (db: DatabaseSync): ((stream: StreamRow & { readonly name: string }) => void) => {
  const save = db.prepare(`
    insert into streams (id, name, last, tombstoned, truncate_before, max_count, max_age) values (?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set last = excluded.last, tombstoned = excluded.tombstoned,
      truncate_before = excluded.truncate_before, max_count = excluded.max_count, max_age = excluded.max_age`)
  return ({ id, name, last, tombstoned, truncateBefore, maxCount, maxAgeTicks }) => {
    save.run(id, name, last, tombstoned ? 1 : 0, truncateBefore, maxCount, maxAgeTicks)
  }
}
