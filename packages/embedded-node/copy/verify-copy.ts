import { createHash } from 'node:crypto'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { type Fate, fateOf, type MetadataOf, shiftTruncation, withMetadata } from './copied-event.ts'
import { atTheBeginning, loadState } from './copy-state.ts'
import { type RawEvent, readRaw } from './raw-log.ts'

/**
 * What a comparison of two logs found. Of the streams that are copied, metadata streams count too; of the events those
 * that clients wrote, without metadata and tombstones.
 */
export interface CopyVerification {
  readonly streams: number
  readonly events: number
  /** Streams that the target does not hold as the source does; cut off after a hundred. */
  readonly differing: readonly string[]
  /** Whether the order of the events across streams is the same too. */
  readonly sameOrder: boolean
  /** The id of the last event of the source that is copied. */
  readonly last: string | undefined
}

interface VerifyOptions {
  readonly from: EventStoreDBClient
  readonly to: EventStoreDBClient
  readonly stateFile: string
  /** As for the copy. */
  readonly metadataOf?: MetadataOf | undefined
}

const mostDiffering = 100

/**
 * Reads both logs and compares each stream's events: ids, types, bytes, metadata and order; of metadata streams what
 * they say last, of ended streams that they are ended. What is in the target alone is not looked at. Nobody should
 * write to the source meanwhile. Needs some 100 bytes of memory for each stream.
 */
export const verifyCopy = async ({
  from,
  to,
  stateFile,
  metadataOf,
}: VerifyOptions): Promise<CopyVerification> => {
  const { shifts } = (await loadState(stateFile)) ?? atTheBeginning
  const source = await digestLog(from, (event, fate) =>
    fate === 'copied'
      ? withMetadata(event, metadataOf)
      : shiftTruncation(event, shifts.get(event.stream.slice(2)) ?? 0n),
  )
  const target = await digestLog(to, (event) => event, source.streams)
  const differing: string[] = []
  for (const [stream, digest] of source.streams) {
    const same = target.streams.get(stream)?.equals(digest) ?? false
    if (!same && differing.length < mostDiffering) differing.push(stream)
  }
  const sameOrder = source.order.equals(target.order)
  return { streams: source.streams.size, events: source.events, differing, sameOrder, last: source.last }
}

interface LogDigest {
  readonly streams: ReadonlyMap<string, Buffer>
  readonly events: number
  readonly order: Buffer
  readonly last: string | undefined
}

const digestLog = async (
  client: EventStoreDBClient,
  translate: (event: RawEvent, fate: Fate) => RawEvent,
  only?: ReadonlyMap<string, Buffer>,
): Promise<LogDigest> => {
  const streams = new Map<string, Buffer>()
  let events = 0
  let order: Buffer = nothing
  let last: string | undefined
  for await (const event of readRaw(client, 0n)) {
    const fate = fateOf(event)
    if (fate === 'left' || (only !== undefined && !only.has(event.stream))) continue
    const before = fate === 'metadata' ? nothing : (streams.get(event.stream) ?? nothing)
    const said = fate === 'tombstone' ? event : translate(event, fate)
    streams.set(event.stream, digest(before, said, fate === 'copied'))
    if (fate !== 'copied') continue
    events++
    last = event.id
    order = createHash('sha256').update(order).update(event.id).digest()
  }
  return { streams, events, order, last }
}

const nothing: Buffer = Buffer.alloc(0)

const digest = (before: Buffer, event: RawEvent, withId: boolean): Buffer => {
  const header = JSON.stringify([withId ? event.id : '', event.type, event.contentType, event.data.length])
  return createHash('sha256').update(before).update(header).update(event.data).update(event.metadata).digest()
}
