import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { Direction } from '../../store/store.ts'
import { decoded } from '../transport/wire.ts'
import { type EventFilter, eventFilter } from './event-filter.ts'
import type { IdForm } from './recorded-event.ts'

/** Where a read begins: at a revision of a stream or a position of the log, each as `Store` counts it. */
export type From = bigint | 'start' | 'end'

/** What a Read call asks for, once its options are understood. */
export interface ReadRequest {
  /** undefined: the whole log. */
  readonly stream: string | undefined
  readonly from: From
  readonly direction: Direction
  /** undefined: a subscription, which ends only when its reader does. */
  readonly limit: number | undefined
  readonly resolveLinks: boolean
  readonly filter: EventFilter | undefined
  /** A filtered subscription tells its place after as many events, whether they matched or not. */
  readonly checkpointEvery: number
  readonly ids: IdForm
}

/** The request, or a sentence that says what is wrong with it. */
export const decodeReadRequest = (bytes: Uint8Array): ReadRequest | string => {
  const options = decoded(streamsPb.ReadReq, bytes).getOptions()
  if (options === undefined) return 'The request has no options.'
  const source = decodeSource(options)
  if (typeof source === 'string') return source
  const filter = decodeFilter(options)
  if (typeof filter === 'string') return filter
  if (filter !== undefined && source.stream !== undefined) return 'Only reads of $all can be filtered.'
  const subscription = options.hasSubscription()
  if (subscription && options.getReadDirection() !== forwards) return 'A subscription can only read forwards.'
  return {
    ...source,
    direction: options.getReadDirection() === forwards ? 'forwards' : 'backwards',
    limit: subscription ? undefined : Number(options.getCount()),
    resolveLinks: options.getResolveLinks(),
    filter,
    checkpointEvery: decodeCheckpointEvery(options),
    ids: options.getUuidOption()?.hasString() ? 'text' : 'structured',
  }
}

type Options = InstanceType<typeof streamsPb.ReadReq.Options>

const forwards = 0

const decodeSource = (options: Options): Pick<ReadRequest, 'stream' | 'from'> | string => {
  const stream = options.getStream()
  if (stream !== undefined) {
    const name = nameOfStream(stream.getStreamIdentifier())
    if (name === '') return 'The request names no stream.'
    if (!stream.hasRevision()) return { stream: name, from: stream.hasEnd() ? 'end' : 'start' }
    const revision = BigInt(stream.getRevision())
    return { stream: name, from: revision > longestLog ? 'end' : revision }
  }
  const all = options.getAll()
  if (all === undefined) return 'The request asks neither for a stream nor for $all.'
  const position = all.getPosition()
  if (position === undefined) return { stream: undefined, from: all.hasEnd() ? 'end' : 'start' }
  const commit = BigInt(position.getCommitPosition())
  if (BigInt(position.getPreparePosition()) > commit)
    return 'The prepare position is greater than the commit position.'
  return { stream: undefined, from: commit > longestLog ? 'end' : commit }
}

/** The protocol's unsigned numbers above this mean the end. */
const longestLog = 2n ** 63n - 1n

const decodeFilter = (options: Options): EventFilter | string | undefined => {
  const filter = options.getFilter()
  if (filter === undefined) return undefined
  const expression = filter.getStreamIdentifier() ?? filter.getEventType()
  if (expression === undefined) return 'The filter names neither streams nor event types.'
  return eventFilter({
    on: filter.hasStreamIdentifier() ? 'stream' : 'type',
    prefixes: expression.getPrefixList(),
    regex: expression.getRegex(),
  })
}

/** Where the reader gives no window, one of this size is used. */
const defaultWindow = 32

const decodeCheckpointEvery = (options: Options): number => {
  const filter = options.getFilter()
  if (filter === undefined) return Number.POSITIVE_INFINITY
  const window = filter.hasMax() ? filter.getMax() : defaultWindow
  return Math.max(1, window) * Math.max(1, filter.getCheckpointintervalmultiplier())
}

/** The name in an identifier, which is UTF-8 bytes; empty where there is none, and then refused as a name. */
export const nameOfStream = (
  identifier: InstanceType<typeof sharedPb.StreamIdentifier> | undefined,
): string => (identifier === undefined ? '' : Buffer.from(identifier.getStreamName_asU8()).toString('utf8'))

/** The identifier of a stream as the protocol's generated messages hold it. */
export const streamIdentifier = (name: string): InstanceType<typeof sharedPb.StreamIdentifier> => {
  const identifier = new sharedPb.StreamIdentifier()
  identifier.setStreamName(new Uint8Array(Buffer.from(name)))
  return identifier
}
