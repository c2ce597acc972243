import type { DatabaseSync } from 'node:sqlite'
import { endingStreams } from './ending-streams.ts'
import { dataOf } from './event-row.ts'
import { expectationCheck } from './expectation-check.ts'
import { endOfStream } from './layout.ts'
import { logEnd } from './log-end.ts'
import type { AppendOutcome } from './store.ts'
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
  const check = expectationCheck(db, streams)
  const end = logEnd(db, streams)
  const { softDelete, beginAnew, describe, tombstone } = endingStreams(streams, end)

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

  const append = (stream: KnownStream, events: readonly PackedEvent[]): AppendOutcome => {
    const firstNew = stream.last + 1n
    for (const event of events) end.record(stream, stream.last + 1n, event)
    const outcome: AppendOutcome = { kind: 'appended', revision: stream.last, position: end.position() }
    if (events.length === 0) return outcome
    if (stream.truncateBefore === endOfStream) beginAnew(stream, firstNew)
    const described = streams.describedBy(stream)
    const { bytes, metadataLength } = events.at(-1)!
    if (described !== undefined) describe(described, dataOf(bytes, metadataLength))
    return outcome
  }

  return { write, lastPosition: end.position }
}
