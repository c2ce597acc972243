import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { checksumOf, dataOf, idBytes, idOf, metadataOf } from './event-row.ts'
import { judge } from './expectation.ts'
import { endOfStream } from './layout.ts'
import { describedStream, isMetadataStream, metadataStreamOf, withTruncateBefore } from './retention.ts'
import type { AppendOutcome, ExpectedRevision } from './store.ts'
import { type KnownStream, streamRegister } from './stream-register.ts'
import {
  type GroupOutcome,
  type PackedEvent,
  unpackGroup,
  type Write,
  type WriteGroup,
} from './write-group.ts'

/** The one writer of a log. Any error it throws is final: the database may be half synced, nothing may follow. */
export interface LogWriter {
  /** Judges and records a whole group in one transaction; returns after its sync. */
  write(group: WriteGroup): GroupOutcome
  lastPosition(): bigint
}

/** Takes the log over from its last event. No other connection may write to it meanwhile. */
export const logWriter = (db: DatabaseSync): LogWriter => {
  const streams = streamRegister(db)
  const statements = prepare(db)
  let { position: lastPosition, created: lastCreated } = endOfLog(db)

  const write = (group: WriteGroup): GroupOutcome => {
    const started = performance.now()
    if (group.nowTicks > lastCreated) lastCreated = group.nowTicks
    const unpack = unpackGroup(group)
    db.exec('begin immediate')
    const outcomes = group.writes.map((each) => perform(each, unpack(each.events)))
    streams.flush()
    const written = performance.now()
    db.exec('commit')
    const syncingMs = performance.now() - written
    return { outcomes, lastPosition, createdTicks: lastCreated, writingMs: written - started, syncingMs }
  }

  const perform = (write: Write, events: readonly PackedEvent[]): AppendOutcome => {
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
    events: readonly PackedEvent[],
  ): AppendOutcome | undefined => {
    const described = isMetadataStream(stream.name) ? streams.get(describedStream(stream.name)) : undefined
    if (described?.tombstoned) return { kind: 'stream-deleted' }
    const verdict = judge(
      stream,
      expected,
      events.length,
      () => streams.get(metadataStreamOf(stream.name)).last >= 0n,
      (index) => statements.revisionOf.get(stream.id, idOf(events[index]!.bytes))?.[0] as bigint | undefined,
      (index, revision) => sameId(statements.idAt.get(stream.id, revision)?.[0], idOf(events[index]!.bytes)),
    )
    if (verdict.kind === 'go-ahead') return undefined
    if (verdict.kind !== 'already-there') return verdict
    const position = statements.positionOf.get(stream.id, verdict.revision)?.[0] as bigint
    return { kind: 'appended', revision: verdict.revision, position }
  }

  const append = (stream: KnownStream, events: readonly PackedEvent[]): AppendOutcome => {
    const firstNew = stream.last + 1n
    for (const event of events) record(stream, stream.last + 1n, event)
    const outcome: AppendOutcome = { kind: 'appended', revision: stream.last, position: lastPosition }
    if (events.length === 0) return outcome
    if (stream.truncateBefore === endOfStream) beginAnew(stream, firstNew)
    const described = isMetadataStream(stream.name) ? streams.get(describedStream(stream.name)) : undefined
    if (described !== undefined) {
      const wasDeleted = described.truncateBefore === endOfStream
      const { bytes, metadataLength } = events.at(-1)!
      streams.describe(described, dataOf(bytes, metadataLength))
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
    const bytes = Buffer.concat([idBytes(randomUUID()), data])
    record(metadataStream, metadataStream.last + 1n, {
      type: '$metadata',
      json: true,
      metadataLength: 0,
      bytes,
    })
    streams.describe(stream, data)
  }

  const tombstone = (stream: KnownStream): AppendOutcome => {
    const bytes = idBytes(randomUUID())
    record(stream, endOfStream, { type: '$streamDeleted', json: false, metadataLength: 0, bytes })
    streams.close(stream)
    return { kind: 'appended', revision: endOfStream, position: lastPosition }
  }

  const record = (stream: KnownStream, revision: bigint, event: PackedEvent): void => {
    lastPosition += 1n
    const { type, json, metadataLength, bytes } = event
    const content = {
      position: lastPosition,
      stream: stream.id,
      revision,
      type,
      json,
      createdTicks: lastCreated,
      metadataLength,
      bytes,
    }
    statements.insert.run(
      lastPosition,
      stream.id,
      revision,
      idOf(bytes),
      type,
      json ? 1 : 0,
      lastCreated,
      checksumOf(content),
      metadataOf(bytes, metadataLength),
      dataOf(bytes, metadataLength),
    )
    if (revision !== endOfStream) streams.advance(stream, revision)
  }

  return { write, lastPosition: () => lastPosition }
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
