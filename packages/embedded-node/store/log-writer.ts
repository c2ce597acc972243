import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { checksumOf, type EventContent, idBytes } from './event-row.ts'
import { judge } from './expectation.ts'
import { endOfStream } from './layout.ts'
import { describedStream, isMetadataStream, metadataStreamOf, withTruncateBefore } from './retention.ts'
import type { AppendOutcome, ExpectedRevision } from './store.ts'
import { type KnownStream, streamRegister } from './stream-register.ts'
import type { GroupOutcome, Write, WriteEvent, WriteGroup } from './write-group.ts'

/** The one writer of a log. Any error it throws is final: the database may be half synced, nothing may follow. */
export interface LogWriter {
  /** Judges and records a whole group in one transaction; returns after its sync. */
  write(group: WriteGroup): GroupOutcome
  lastPosition(): bigint
}

type NewEvent = Omit<EventContent, 'position' | 'stream' | 'createdTicks'>

const nothing = new Uint8Array(0)

export const logWriter = (db: DatabaseSync): LogWriter => {
  const streams = streamRegister(db)
  const statements = prepare(db)
  let { position: lastPosition, created: lastCreated } = endOfLog(db)

  const write = (group: WriteGroup): GroupOutcome => {
    if (group.nowTicks > lastCreated) lastCreated = group.nowTicks
    let start = 0
    db.exec('begin immediate')
    const outcomes = group.writes.map((each) => {
      const { events, end } = unpack(each.events, group.bytes, start)
      start = end
      return perform(each, events)
    })
    streams.flush()
    db.exec('commit')
    return { outcomes, lastPosition, createdTicks: lastCreated }
  }

  const perform = (write: Write, events: readonly NewEvent[]): AppendOutcome => {
    const stream = streams.get(write.stream)
    const refusedOrRepeated = check(stream, write.expected, events)
    if (refusedOrRepeated !== undefined) return refusedOrRepeated
    if (write.kind === 'tombstone') return tombstone(stream)
    if (write.kind === 'delete') return softDelete(stream)
    return append(stream, events)
  }

  /** Undefined when the write may go ahead. */
  const check = (
    stream: KnownStream,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): AppendOutcome | undefined => {
    const described = isMetadataStream(stream.name) ? streams.get(describedStream(stream.name)) : undefined
    if (described?.tombstoned) return { kind: 'stream-deleted' }
    const verdict = judge(
      stream,
      expected,
      events.length,
      () => streams.get(metadataStreamOf(stream.name)).last >= 0n,
      (index) => statements.revisionOf.get(stream.id, events[index]!.id)?.[0] as bigint | undefined,
      (index, revision) => sameId(statements.idAt.get(stream.id, revision)?.[0], events[index]!.id),
    )
    if (verdict.kind === 'go-ahead') return undefined
    if (verdict.kind !== 'already-there') return verdict
    const position = statements.positionOf.get(stream.id, verdict.revision)?.[0] as bigint
    return { kind: 'appended', revision: verdict.revision, position }
  }

  const append = (stream: KnownStream, events: readonly NewEvent[]): AppendOutcome => {
    const firstNew = stream.last + 1n
    for (const event of events) record(stream, { ...event, revision: stream.last + 1n })
    const outcome: AppendOutcome = { kind: 'appended', revision: stream.last, position: lastPosition }
    if (events.length === 0) return outcome
    if (stream.truncateBefore === endOfStream) beginAnew(stream, firstNew)
    const described = isMetadataStream(stream.name) ? streams.get(describedStream(stream.name)) : undefined
    if (described !== undefined) {
      const wasDeleted = described.truncateBefore === endOfStream
      streams.describe(described, events.at(-1)!.data)
      if (wasDeleted && described.truncateBefore !== endOfStream) beginAnew(described, described.last + 1n)
    }
    return outcome
  }

  /** Lifts a soft deletion: what was there stays hidden, what comes from `firstVisible` on is seen. */
  const beginAnew = (stream: KnownStream, firstVisible: bigint): void => {
    recordMetadata(stream, withTruncateBefore(streams.metadataOf(stream), firstVisible))
  }

  /** A stream neither written to nor described is not there to be deleted, and EventStoreDB says so. */
  const softDelete = (stream: KnownStream): AppendOutcome => {
    const isUnknown = stream.last < 0n && streams.get(metadataStreamOf(stream.name)).last < 0n
    if (isUnknown) return { kind: 'wrong-expected-revision', current: 'no_stream' }
    recordMetadata(stream, withTruncateBefore(streams.metadataOf(stream), endOfStream))
    return { kind: 'appended', revision: stream.last, position: lastPosition }
  }

  const recordMetadata = (stream: KnownStream, data: Uint8Array): void => {
    const metadataStream = streams.get(metadataStreamOf(stream.name))
    const id = idBytes(randomUUID())
    const revision = metadataStream.last + 1n
    record(metadataStream, { revision, id, type: '$metadata', json: true, metadata: nothing, data })
    streams.describe(stream, data)
  }

  const tombstone = (stream: KnownStream): AppendOutcome => {
    const id = idBytes(randomUUID())
    const revision = endOfStream
    record(stream, { revision, id, type: '$streamDeleted', json: false, metadata: nothing, data: nothing })
    streams.close(stream)
    return { kind: 'appended', revision, position: lastPosition }
  }

  const record = (stream: KnownStream, event: NewEvent): void => {
    lastPosition += 1n
    const content: EventContent = {
      ...event,
      position: lastPosition,
      stream: stream.id,
      createdTicks: lastCreated,
    }
    statements.insert.run(
      content.position,
      content.stream,
      content.revision,
      content.id,
      content.type,
      content.json ? 1 : 0,
      content.createdTicks,
      checksumOf(content),
      content.metadata,
      content.data,
    )
    if (event.revision !== endOfStream) streams.advance(stream, event.revision)
  }

  return { write, lastPosition: () => lastPosition }
}

const unpack = (
  events: readonly WriteEvent[],
  bytes: Uint8Array,
  start: number,
): { readonly events: readonly NewEvent[]; readonly end: number } => {
  let end = start
  const take = (length: number): Uint8Array => {
    end += length
    return bytes.subarray(end - length, end)
  }
  const unpacked = events.map((event) => ({
    revision: 0n,
    id: idBytes(event.id),
    type: event.type,
    json: event.json,
    metadata: take(event.metadataLength),
    data: take(event.dataLength),
  }))
  return { events: unpacked, end }
}

const prepare = (db: DatabaseSync) => ({
  insert: db.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  revisionOf: asBigInts(
    db.prepare(`select revision from events indexed by events_by_id
      where stream = ? and id = ? order by position desc limit 1`),
  ),
  idAt: asBigInts(db.prepare('select id from events where stream = ? and revision = ?')),
  positionOf: asBigInts(db.prepare('select position from events where stream = ? and revision = ?')),
})

const asBigInts = (
  statement: StatementSync,
): { get(...values: (bigint | Uint8Array)[]): unknown[] | undefined } => {
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement as unknown as { get(...values: (bigint | Uint8Array)[]): unknown[] | undefined }
}

const endOfLog = (db: DatabaseSync): { position: bigint; created: bigint } => {
  const row = asBigInts(
    db.prepare('select position, created from events order by position desc limit 1'),
  ).get()
  return { position: (row?.[0] as bigint) ?? 0n, created: (row?.[1] as bigint) ?? 0n }
}

const sameId = (found: unknown, id: Uint8Array): boolean =>
  found instanceof Uint8Array && Buffer.compare(found, id) === 0
