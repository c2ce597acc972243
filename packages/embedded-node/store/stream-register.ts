import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import {
  isMetadataStream,
  keepAll,
  keepLatest,
  metadataStreamOf,
  type Retention,
  retentionOf,
} from './retention.ts'
import { streamColumns, streamOfRow } from './visible-range.ts'

/** A stream as the writer sees it inside the current transaction. */
export interface KnownStream extends Retention {
  readonly id: bigint
  readonly name: string
  readonly last: bigint
  readonly tombstoned: boolean
}

/** The writer's view of the `streams` table: a bounded cache in front, changes flushed once per transaction. */
export interface StreamRegister {
  /** A stream that nobody has written yet gets its number here; it is stored with the first flush. */
  get(name: string): KnownStream
  advance(stream: KnownStream, revision: bigint): void
  /** Takes over what a `$metadata` event's bytes say about the stream. */
  describe(stream: KnownStream, metadata: Uint8Array): void
  /** For ever. */
  close(stream: KnownStream): void
  /** The bytes of the stream's latest metadata, if it has any. */
  metadataOf(stream: KnownStream): Uint8Array | undefined
  flush(): void
}

/** Streams kept in memory at most: some hundred bytes each. */
const cachedStreams = 20_000

interface Entry extends KnownStream {
  last: bigint
  tombstoned: boolean
  truncateBefore: bigint | null
  maxCount: bigint | null
  maxAgeTicks: bigint | null
}

/**
 * Opens the register. A change is in memory only until `flush`; if its transaction does not commit, the register must
 * not be used again.
 */
export const streamRegister = (db: DatabaseSync): StreamRegister => {
  const statements = prepare(db)
  const cache = new Map<string, Entry>()
  const changed = new Set<Entry>()
  let lastId = (statements.lastId.get() as unknown as [bigint | null])[0] ?? 0n

  const get = (name: string): Entry => {
    const cached = cache.get(name)
    if (cached !== undefined) return cached
    const entry = load(name) ?? create(name)
    cache.set(name, entry)
    return entry
  }

  const load = (name: string): Entry | undefined => {
    const row = statements.load.get(name) as unknown as readonly unknown[] | undefined
    return row === undefined ? undefined : { ...streamOfRow(row), name }
  }

  const create = (name: string): Entry => {
    lastId += 1n
    const retention = isMetadataStream(name) ? keepLatest : keepAll
    return { id: lastId, name, last: -1n, tombstoned: false, ...retention }
  }

  const change = (stream: KnownStream, to: Partial<Entry>): void => {
    changed.add(Object.assign(stream as Entry, to))
  }

  const flush = (): void => {
    for (const each of changed) {
      statements.save.run(
        each.id,
        each.name,
        each.last,
        each.tombstoned ? 1 : 0,
        each.truncateBefore,
        each.maxCount,
        each.maxAgeTicks,
      )
    }
    changed.clear()
    if (cache.size > cachedStreams) forgetOldest(cache, cachedStreams / 2)
  }

  return {
    get,
    advance: (stream, revision) => change(stream, { last: revision }),
    describe: (stream, metadata) => {
      if (!isMetadataStream(stream.name)) change(stream, retentionOf(metadata))
    },
    close: (stream) => change(stream, { tombstoned: true }),
    metadataOf: (stream) => {
      const metadataStream = get(metadataStreamOf(stream.name))
      const row = statements.data.get(metadataStream.id, metadataStream.last) as unknown as
        | [Uint8Array]
        | undefined
      return row?.[0]
    },
    flush,
  }
}

const prepare = (db: DatabaseSync) => {
  const statements = {
    lastId: db.prepare('select max(id) from streams'),
    load: db.prepare(`select ${streamColumns} from streams where name = ?`),
    save: db.prepare(`
      insert into streams (id, name, last, tombstoned, truncate_before, max_count, max_age) values (?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update set last = excluded.last, tombstoned = excluded.tombstoned,
        truncate_before = excluded.truncate_before, max_count = excluded.max_count, max_age = excluded.max_age`),
    data: db.prepare('select data from events where stream = ? and revision = ?'),
  }
  Object.values(statements).forEach(asBigInts)
  return statements
}

const forgetOldest = (cache: Map<string, Entry>, count: number): void => {
  for (const name of [...cache.keys()].slice(0, count)) cache.delete(name)
}
