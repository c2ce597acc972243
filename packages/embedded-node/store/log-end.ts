import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { checksumOf, dataOf, idOf, metadataOf } from './event-row.ts'
import { endOfStream } from './layout.ts'
import type { KnownStream, StreamRegister } from './stream-register.ts'
import type { PackedEvent } from './write-group.ts'

/** The end of a log, where events are recorded. The caller must hold the transaction. */
export interface LogEnd {
  position(): bigint
  /** The time that events are recorded with, in ticks of 100 ns since the Unix epoch. */
  createdTicks(): bigint
  /** Takes the clock's time over, unless it has gone back: recorded times never do. */
  tellTime(nowTicks: bigint): void
  /** Puts an event behind all others, with its checksum; the register knows the stream's new revision. */
  record(stream: KnownStream, revision: bigint, event: PackedEvent): void
}

/** Goes on from the log's last event. */
export const logEnd = (db: DatabaseSync, streams: StreamRegister): LogEnd => {
  const insert = db.prepare('insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  let { position, createdTicks } = lastEvent(db)

  const record = (stream: KnownStream, revision: bigint, event: PackedEvent): void => {
    position += 1n
    const { type, json, metadataLength, bytes } = event
    const checksum = checksumOf({ ...event, position, stream: stream.id, revision, createdTicks })
    insert.run(
      position,
      stream.id,
      revision,
      idOf(bytes),
      type,
      json ? 1 : 0,
      createdTicks,
      checksum,
      metadataOf(bytes, metadataLength),
      dataOf(bytes, metadataLength),
    )
    if (revision !== endOfStream) streams.advance(stream, revision)
  }

  return {
    position: () => position,
    createdTicks: () => createdTicks,
    tellTime: (nowTicks) => {
      if (nowTicks > createdTicks) createdTicks = nowTicks
    },
    record,
  }
}

const lastEvent = (db: DatabaseSync): { position: bigint; createdTicks: bigint } => {
  const row = asBigInts(
    db.prepare('select position, created from events order by position desc limit 1'),
  ).get()
  return { position: (row?.[0] as bigint) ?? 0n, createdTicks: (row?.[1] as bigint) ?? 0n }
}
