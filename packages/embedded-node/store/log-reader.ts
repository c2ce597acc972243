import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { damagedEvent } from './damage.ts'
import { type EventRow, eventColumns, isIntact, storedEventOf } from './event-row.ts'
import { endOfStream } from './layout.ts'
import { describedStream, isMetadataStream } from './retention.ts'
import type { Direction, Page, StoredEvent, StreamPage } from './store.ts'
import { streamFinder } from './stream-row.ts'
import { firstVisible, type RecordedFrom } from './visible-range.ts'

/** Reads bounded pages. Every event is checked against its checksum; a damaged one throws, named by its place. */
export interface LogReader {
  readStream(stream: string, from: bigint | 'start' | 'end', direction: Direction, limit: number): StreamPage
  readAll(from: bigint | 'start' | 'end', direction: Direction, limit: number): Page
}

/** A stream, and between which revisions it is shown. */
interface ShownStream {
  readonly id: bigint
  readonly first: bigint
  readonly last: bigint
}

/** A page ends early once it holds so many bytes, so that a long page of large events stays bounded. */
const pageBytes = 4 * 1024 * 1024

/** Reads through this connection, which must stay open. What is hidden by age goes by `nowTicks` at each read. */
export const logReader = (db: DatabaseSync, nowTicks: () => bigint): LogReader => {
  const statements = prepare(db)
  const findStream = streamFinder(db)

  const readAll = (from: bigint | 'start' | 'end', direction: Direction, limit: number): Page => {
    if (direction === 'forwards') {
      if (from === 'end') return { events: [], next: undefined }
      const page = collect(statements.allForwards, [from === 'start' ? 0n : from], limit)
      return { events: page.events, next: page.full ? page.events.at(-1)!.position + 1n : undefined }
    }
    if (from === 'start') return { events: [], next: undefined }
    const page = collect(statements.allBackwards, [from === 'end' ? endOfStream : from], limit)
    return { events: page.events, next: page.full ? page.events.at(-1)!.position : undefined }
  }

  const readStream = (
    name: string,
    from: bigint | 'start' | 'end',
    direction: Direction,
    limit: number,
  ): StreamPage => {
    if (isClosed(name)) return { kind: 'stream-deleted' }
    const stream = findStream(name)
    if (stream === undefined || stream.last < 0n || stream.truncateBefore === endOfStream)
      return { kind: 'stream-not-found' }
    const shown = { id: stream.id, first: firstVisible(stream, nowTicks, recordedFrom), last: stream.last }
    const page = direction === 'forwards' ? upwards(shown, from, limit) : downwards(shown, from, limit)
    return { kind: 'page', first: shown.first, last: shown.last, ...page }
  }

  const upwards = ({ id, first, last }: ShownStream, from: bigint | 'start' | 'end', limit: number): Page => {
    if (from === 'end') return { events: [], next: undefined }
    const start = from === 'start' || from < first ? first : from
    const { events, full } = collect(statements.streamForwards, [id, start, last], limit)
    return { events, next: full ? events.at(-1)!.revision + 1n : undefined }
  }

  const downwards = (
    { id, first, last }: ShownStream,
    from: bigint | 'start' | 'end',
    limit: number,
  ): Page => {
    const start = from === 'start' ? 0n : from === 'end' || from > last ? last : from
    const { events, full } = collect(statements.streamBackwards, [id, start, first], limit)
    const next = events.at(-1)?.revision ?? 0n
    return { events, next: full && next > first ? next - 1n : undefined }
  }

  /** A tombstone closes a stream's metadata with it. */
  const isClosed = (name: string): boolean =>
    findStream(name)?.tombstoned === true || (isMetadataStream(name) && isClosed(describedStream(name)))

  const recordedFrom: RecordedFrom = (stream, revision) =>
    statements.recordedFrom.get(stream, revision) as unknown as readonly [bigint, bigint]

  return { readStream, readAll }
}

/** `full` says that the limit or the bytes ended the page, so that there may be more. */
const collect = (
  statement: StatementSync,
  bounds: readonly bigint[],
  limit: number,
): { readonly events: readonly StoredEvent[]; readonly full: boolean } => {
  const events: StoredEvent[] = []
  let bytes = 0
  for (const row of statement.iterate(...bounds, limit) as Iterable<unknown> as Iterable<EventRow>) {
    if (!isIntact(row)) throw damagedEvent(row)
    events.push(storedEventOf(row))
    bytes += row[8].length
    if (bytes >= pageBytes) return { events, full: true }
  }
  return { events, full: events.length > 0 && events.length === limit }
}

/** SQLite would plan a query with a bare `limit ?` anew for each page. */
const atMost = 'limit ? + 0'

const prepare = (db: DatabaseSync) => {
  const events = `select ${eventColumns} from events e join streams s on s.id = e.stream`
  const statements = {
    allForwards: db.prepare(`${events} where e.position >= ? order by e.position ${atMost}`),
    allBackwards: db.prepare(`${events} where e.position < ? order by e.position desc ${atMost}`),
    streamForwards: db.prepare(
      `${events} where e.stream = ? and e.revision >= ? and e.revision <= ? order by e.revision ${atMost}`,
    ),
    streamBackwards: db.prepare(
      `${events} where e.stream = ? and e.revision <= ? and e.revision >= ? order by e.revision desc ${atMost}`,
    ),
    recordedFrom: db.prepare(
      'select revision, created from events where stream = ? and revision >= ? order by revision limit 1',
    ),
  }
  Object.values(statements).forEach(asBigInts)
  return statements
}
