import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import {
  describedStream,
  isMetadataStream,
  keepAll,
  keepLatest,
  metadataStreamOf,
  retentionOf,
} from './retention.ts'
import { type StreamRow, streamFinder, streamSaver } from './stream-row.ts'

/** A stream as the writer sees it inside the current transaction. */
export interface KnownStream extends StreamRow {
  readonly name: string
}

/** The writer's view of the `streams` table: a bounded cache in front, changes flushed once per transaction. */
export interface StreamRegister {
  /** A stream that nobody has written yet gets its number here; it is stored with the first flush. */
  get(name: string): KnownStream
  /** The stream whose metadata this one holds, if it is a metadata stream. */
  describedBy(stream: KnownStream): KnownStream | undefined
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
  const find = streamFinder(db)
  const save = streamSaver(db)
  const data = asBigInts(db.prepare('select data from events where stream = ? and revision = ?'))
  const cache = new Map<string, Entry>()
  const changed = new Set<Entry>()
  let lastId = lastNumber(db)

  const get = (name: string): Entry => {
    const cached = cache.get(name)
    if (cached !== undefined) return cached
    const row = find(name)
    const entry = row === undefined ? create(name) : { ...row, name }
    cache.set(name, entry)
    return entry
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
    for (const each of changed) save(each)
    changed.clear()
    if (cache.size > cachedStreams) forgetOldest(cache, cachedStreams / 2)
  }

  return {
    get,
    describedBy: ({ name }) => (isMetadataStream(name) ? get(describedStream(name)) : undefined),
    advance: (stream, revision) => change(stream, { last: revision }),
    describe: (stream, metadata) => {
      if (!isMetadataStream(stream.name)) change(stream, retentionOf(metadata))
    },
    close: (stream) => change(stream, { tombstoned: true }),
    metadataOf: (stream) => {
      const metadataStream = get(metadataStreamOf(stream.name))
      return data.get(metadataStream.id, metadataStream.last)?.[0] as Uint8Array | undefined
    },
    flush,
  }
}

const lastNumber = (db: DatabaseSync): bigint =>
  (asBigInts(db.prepare('select max(id) from streams')).get()?.[0] as bigint | null | undefined) ?? 0n

const forgetOldest = (cache: Map<string, Entry>, count: number): void => {
  for (const name of [...cache.keys()].slice(0, count)) cache.delete(name)
}
