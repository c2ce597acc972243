import type { DatabaseSync } from 'node:sqlite'
import { asBigInts } from './as-big-ints.ts'
import { idOf } from './event-row.ts'
import { judge } from './expectation.ts'
import { metadataStreamOf } from './retention.ts'
import type { AppendOutcome, ExpectedRevision } from './store.ts'
import type { KnownStream, StreamRegister } from './stream-register.ts'
import type { PackedEvent } from './write-group.ts'

/**
 * What a write to a stream is answered with at once: a refusal, or where its events already stand. Undefined when it may
 * go ahead.
 */
export type ExpectationCheck = (
  stream: KnownStream,
  expected: ExpectedRevision,
  events: readonly PackedEvent[],
) => AppendOutcome | undefined

/** Checks against what the log holds inside the transaction under way. */
export const expectationCheck = (db: DatabaseSync, streams: StreamRegister): ExpectationCheck => {
  const { revisionOf, idAt, positionOf } = prepare(db)
  return (stream, expected, events) => {
    if (streams.describedBy(stream)?.tombstoned) return { kind: 'stream-deleted' }
    const judgement = judge(
      stream,
      expected,
      events.length,
      () => streams.get(metadataStreamOf(stream.name)).last >= 0n,
      (index) => revisionOf.get(stream.id, idOf(events[index]!.bytes))?.[0] as bigint | undefined,
      (index, revision) => sameId(idAt.get(stream.id, revision)?.[0], idOf(events[index]!.bytes)),
    )
    if (judgement.kind === 'go-ahead') return undefined
    if (judgement.kind !== 'already-there') return judgement
    const position = positionOf.get(stream.id, judgement.revision)?.[0] as bigint
    return { kind: 'appended', revision: judgement.revision, position }
  }
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
