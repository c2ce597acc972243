import { randomUUID } from 'node:crypto'
import type { EventStoreDBClient } from '@eventstore/db-client'
import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { CallOptions, ClientDuplexStream, ClientReadableStream, Metadata } from '@grpc/grpc-js'
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js'
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js'

/** An event with its bytes as they are stored: the client's own events have parsed JSON and would change them. */
export interface RawEvent {
  readonly stream: string
  readonly revision: bigint
  readonly position: bigint
  /** When its server recorded it, in ticks of 100 ns since the Unix epoch. No server takes it over. */
  readonly created: string
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

/**
 * Reads the log behind a client from after a position (0: all of it) to its present end, byte for byte; `most` counts the
 * event at that position as well.
 */
export async function* readRaw(
  client: EventStoreDBClient,
  after: bigint,
  most: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<RawEvent> {
  const call = await openCall(client, (stub, [metadata, options]) =>
    stub.read(readRequest(after, most), metadata, options),
  )
  try {
    for await (const response of call as ClientReadableStream<InstanceType<typeof streamsPb.ReadResp>>) {
      const record = response.getEvent()?.getEvent()
      if (record === undefined) continue
      const event = rawEvent(record)
      if (event.position > after) yield event
    }
  } finally {
    call.cancel()
  }
}

type RawOutcome = { readonly kind: 'appended' } | { readonly kind: 'refused'; readonly reason: string }

/**
 * Appends over one BatchAppend call. An append rejects where its outcome is unknown: the connection failed or the
 * server ended it.
 */
export interface RawAppender {
  /** Several appends may be under way; the server takes them in the order of these calls. */
  append(
    stream: string,
    expected: bigint | 'no_stream' | 'any',
    events: readonly RawEvent[],
  ): Promise<RawOutcome>
  close(): void
}

/** Opens the call through the client's own connection, with its credentials and discovery. */
export const openRawAppender = async (client: EventStoreDBClient): Promise<RawAppender> => {
  const waiting = new Map<string, PromiseWithResolvers<RawOutcome>>()
  const call = (await openCall(client, (stub, [metadata, options]) =>
    stub.batchAppend(metadata, options),
  )) as ClientDuplexStream<BatchRequest, InstanceType<typeof streamsPb.BatchAppendResp>>
  call.on('data', (response: InstanceType<typeof streamsPb.BatchAppendResp>) => {
    const id = textOf(response.getCorrelationId()!)
    const error = response.getError()
    waiting
      .get(id)
      ?.resolve(error === undefined ? { kind: 'appended' } : { kind: 'refused', reason: reasonOf(error) })
    waiting.delete(id)
  })
  let failed: Error | undefined
  const fail = (error: Error): void => {
    failed ??= error
    for (const each of waiting.values()) each.reject(error)
    waiting.clear()
  }
  call.on('error', fail)
  call.on('end', () =>
    fail(new Error('The target ended the connection before it had answered every append.')),
  )
  return {
    append: (stream, expected, events) => {
      if (failed) return Promise.reject(failed)
      const id = randomUUID()
      const answered = Promise.withResolvers<RawOutcome>()
      waiting.set(id, answered)
      call.write(batchRequest(id, stream, expected, events))
      return answered.promise
    },
    close: () => call.end(),
  }
}

/**
 * How long an append counts: the server holds a moment of this machine's clock against its own, which may be ahead. It
 * keeps to a limit of its own besides.
 */
const countsForMs = 365 * 86_400_000

type BatchRequest = InstanceType<typeof streamsPb.BatchAppendReq>
type Stub = InstanceType<typeof streamsGrpc.StreamsClient>

/** What the client keeps to its subclasses, and the way to its connection, credentials and discovery. */
interface ClientInside {
  GRPCStreamCreator<Call>(stub: unknown, name: string, create: (stub: Stub) => Call): () => Promise<Call>
  callArguments(base: object, options: object): [Metadata, CallOptions]
}

const openCall = <Call>(
  client: EventStoreDBClient,
  create: (stub: Stub, call: [Metadata, CallOptions]) => Call,
): Promise<Call> => {
  const inside = client as unknown as ClientInside
  const args = inside.callArguments({}, { deadline: Number.POSITIVE_INFINITY })
  return inside.GRPCStreamCreator(streamsGrpc.StreamsClient, 'copy', (stub) => create(stub, args))()
}

const readRequest = (after: bigint, most: number) => {
  const all = new streamsPb.ReadReq.Options.AllOptions()
  if (after === 0n) all.setStart(new sharedPb.Empty())
  else {
    const position = new streamsPb.ReadReq.Options.Position()
    position.setCommitPosition(String(after))
    position.setPreparePosition(String(after))
    all.setPosition(position)
  }
  const textIds = new streamsPb.ReadReq.Options.UUIDOption()
  textIds.setString(new sharedPb.Empty())
  const options = new streamsPb.ReadReq.Options()
  options.setAll(all)
  options.setCount(String(most))
  options.setUuidOption(textIds)
  options.setNoFilter(new sharedPb.Empty())
  const request = new streamsPb.ReadReq()
  request.setOptions(options)
  return request
}

const rawEvent = (record: InstanceType<typeof streamsPb.ReadResp.ReadEvent.RecordedEvent>): RawEvent => ({
  stream: Buffer.from(record.getStreamIdentifier()!.getStreamName_asU8()).toString(),
  revision: BigInt(record.getStreamRevision()),
  position: BigInt(record.getCommitPosition()),
  created: record.getMetadataMap().get('created') ?? '',
  id: record.getId()!.getString(),
  type: record.getMetadataMap().get('type') ?? '',
  contentType: record.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: record.getData_asU8(),
  metadata: record.getCustomMetadata_asU8(),
})

const batchRequest = (
  correlationId: string,
  stream: string,
  expected: bigint | 'no_stream' | 'any',
  events: readonly RawEvent[],
): BatchRequest => {
  const identifier = new sharedPb.StreamIdentifier()
  identifier.setStreamName(new Uint8Array(Buffer.from(stream)))
  const options = new streamsPb.BatchAppendReq.Options()
  options.setStreamIdentifier(identifier)
  options.setDeadline(timestampPb.Timestamp.fromDate(new Date(Date.now() + countsForMs)))
  if (expected === 'any') options.setAny(new emptyPb.Empty())
  else if (expected === 'no_stream') options.setNoStream(new emptyPb.Empty())
  else options.setStreamPosition(String(expected))
  const request = new streamsPb.BatchAppendReq()
  request.setCorrelationId(uuid(correlationId))
  request.setOptions(options)
  request.setProposedMessagesList(events.map(proposedMessage))
  request.setIsFinal(true)
  return request
}

const proposedMessage = (event: RawEvent) => {
  const message = new streamsPb.BatchAppendReq.ProposedMessage()
  message.setId(uuid(event.id))
  message.getMetadataMap().set('type', event.type)
  message.getMetadataMap().set('content-type', event.contentType)
  message.setData(event.data)
  message.setCustomMetadata(event.metadata)
  return message
}

/** An id that a server sends, in either of the two forms that it may choose. */
const textOf = (id: InstanceType<typeof sharedPb.UUID>): string => {
  const halves = id.getStructured()
  if (halves === undefined) return id.getString()
  const digits = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const uuid = (text: string) => {
  const id = new sharedPb.UUID()
  id.setString(text)
  return id
}

const reasonOf = (status: {
  getMessage(): string
  getDetails(): { getTypeName(): string } | undefined
}): string => `${status.getDetails()?.getTypeName().split('.').at(-1) ?? 'Error'}: ${status.getMessage()}`
