import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { endingStreams } from './ending-streams.ts'
import { dataOf, idOf } from './event-row.ts'
import { judge } from './expectation.ts'
import { endOfStream } from './layout.ts'
import { logEnd } from './log-end.ts'
import { describedStream, isMetadataStream, metadataStreamOf } from './retention.ts'
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
  const end = logEnd(db, streams)
  const { softDelete, beginAnew, tombstone } = endingStreams(streams, end)

  const write = (group: WriteGroup): GroupOutcome => {
    const started = performance.now()
    end.tellTime(group.nowTicks)
    const unpack = unpackGroup(group)
    db.exec('begin immediate')
    const outcomes = group.writes.map((each) => perform(each, unpack(each.events)))
    streams.flush()
    const written = performance.now()
    db.exec('commit')
    const syncingMs = performance.now() - written
    return {
      outcomes,
      lastPosition: end.position(),
      createdTicks: end.createdTicks(),
      writingMs: written - started,
      syncingMs,
    }
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
    const judgement = judge(
      stream,
      expected,
      events.length,
      () => streams.get(metadataStreamOf(stream.name)).last >= 0n,
      (index) => statements.revisionOf.get(stream.id, idOf(events[index]!.bytes))?.[0] as bigint | undefined,
      (index, revision) => sameId(statements.idAt.get(stream.id, revision)?.[0], idOf(events[index]!.bytes)),
    )
    if (judgement.kind === 'go-ahead') return undefined
    if (judgement.kind !== 'already-there') return judgement
    const position = statements.positionOf.get(stream.id, judgement.revision)?.[0] as bigint
    return { kind: 'appended', revision: judgement.revision, position }
  }

  const append = (stream: KnownStream, events: readonly PackedEvent[]): AppendOutcome => {
    const firstNew = stream.last + 1n
    for (const event of events) end.record(stream, stream.last + 1n, event)
    const outcome: AppendOutcome = { kind: 'appended', revision: stream.last, position: end.position() }
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

  return { write, lastPosition: end.position }
}

const prepare = (db: DatabaseSync) => ({
  revisionOf: asBigInts(
    db.prepare(`select revision from events indexed by events_by_id
      where stream = ? and id = ? order by position desc limit 1`),
  ),
  idAt: asBigInts(db.prepare('select id from events where stream = ? and revision = ?')),
  positionOf: asBigInts(db.prepare('select position from events where stream = ? and revision = ?')),
})

const sameId = (found: unknown, id: Uint8Array): boolean =>
  found instanceof Uint8Array && Buffer.compare(found, id) === 0
