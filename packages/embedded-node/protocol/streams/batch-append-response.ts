import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import statusPb from '@eventstore/db-client/generated/status_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import anyPb from 'google-protobuf/google/protobuf/any_pb.js'
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js'
import type { AppendOutcome, ExpectedRevision } from '../../store/store.ts'
import { writeBackwards } from '../transport/backwards-writer.ts'
import { frame } from '../transport/frame.ts'
import { codes } from '../transport/status.ts'
import { streamIdentifier } from './read-request.ts'

/** What the first message of an append says; its answer echoes it. */
export interface BatchOptions {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly deadlineMs: number
}

/** Why an append of a batch was not done; errors travel in the answer, not in the call's status. */
export type BatchRefusal =
  | Exclude<AppendOutcome, { kind: 'appended' }>
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'timeout'; readonly message: string }
  | { readonly kind: 'maximum-append-size-exceeded'; readonly limit: number }
  | { readonly kind: 'bad-request'; readonly message: string }

/** The framed answer to an append that was done. Written by hand: there is one for every append. */
export const encodeAppended = (
  correlationId: string,
  { stream, expected }: BatchOptions,
  { revision, position }: Extract<AppendOutcome, { kind: 'appended' }>,
): Buffer => {
  const writer = writeBackwards(192 + 3 * stream.length)
  const whole = writer.mark()
  if (typeof expected === 'bigint') writer.uint64Field(0x28, expected)
  else {
    writer.raw(expected === 'no_stream' ? noStream : expected === 'any' ? any : streamExists)
  }
  const identifier = writer.mark()
  writer.textField(0x1a, stream)
  writer.lengthSince(0x22, identifier)
  const success = writer.mark()
  const committed = writer.mark()
  writer.varintField(0x10, Number(position))
  writer.varintField(0x08, Number(position))
  writer.lengthSince(0x1a, committed)
  if (revision < 0n) writer.raw(successNoStream)
  else writer.uint64Field(0x08, revision)
  writer.lengthSince(0x1a, success)
  const id = writer.mark()
  writer.textField(0x12, correlationId)
  writer.lengthSince(0x0a, id)
  writer.frameSince(whole)
  return writer.rest()
}

const noStream = Uint8Array.of(0x32, 0)
const any = Uint8Array.of(0x3a, 0)
const streamExists = Uint8Array.of(0x42, 0)
const successNoStream = Uint8Array.of(0x12, 0)

/** The framed answer to an append that was refused. */
export const encodeRefused = (
  correlationId: string,
  options: BatchOptions | undefined,
  refusal: BatchRefusal,
): Buffer => {
  const response = new streamsPb.BatchAppendResp()
  const id = new sharedPb.UUID()
  id.setString(correlationId)
  response.setCorrelationId(id)
  response.setStreamIdentifier(streamIdentifier(options?.stream ?? ''))
  if (typeof options?.expected === 'bigint') response.setStreamPosition(String(options.expected))
  else if (options?.expected === 'no_stream') response.setNoStream(new emptyPb.Empty())
  else if (options?.expected === 'stream_exists') response.setStreamExists(new emptyPb.Empty())
  else response.setAny(new emptyPb.Empty())
  const { code, message, name, detail } = describe(refusal, options)
  const packed = new anyPb.Any()
  packed.pack(detail.serializeBinary(), `event_store.client.${name}`)
  const status = new statusPb.Status()
  status.setCode(code)
  status.setMessage(message)
  status.setDetails(packed)
  response.setError(status)
  return frame(response.serializeBinary())
}

const describe = (refusal: BatchRefusal, options: BatchOptions | undefined) => {
  const stream = options?.stream ?? ''
  switch (refusal.kind) {
    case 'wrong-expected-revision':
      return {
        code: codes.failedPrecondition,
        message: `Stream ${stream} is not at the expected revision.`,
        name: 'WrongExpectedVersion',
        detail: wrongExpectedVersion(options!, refusal.current),
      }
    case 'stream-deleted': {
      const detail = new sharedPb.StreamDeleted()
      detail.setStreamIdentifier(streamIdentifier(stream))
      const message = `Event stream '${stream}' is deleted.`
      return { code: codes.failedPrecondition, message, name: 'StreamDeleted', detail }
    }
    case 'access-denied':
      return {
        code: codes.permissionDenied,
        message: `You may not write to ${stream}.`,
        name: 'AccessDenied',
        detail: new sharedPb.AccessDenied(),
      }
    case 'timeout':
      return {
        code: codes.deadlineExceeded,
        message: refusal.message,
        name: 'Timeout',
        detail: new sharedPb.Timeout(),
      }
    case 'maximum-append-size-exceeded': {
      const detail = new sharedPb.MaximumAppendSizeExceeded()
      detail.setMaxappendsize(refusal.limit)
      const message = `Maximum append size of ${refusal.limit} bytes exceeded.`
      return { code: codes.invalidArgument, message, name: 'MaximumAppendSizeExceeded', detail }
    }
    case 'bad-request': {
      const detail = new sharedPb.BadRequest()
      detail.setMessage(refusal.message)
      return { code: codes.invalidArgument, message: refusal.message, name: 'BadRequest', detail }
    }
  }
}

const wrongExpectedVersion = ({ expected }: BatchOptions, current: bigint | 'no_stream') => {
  const detail = new sharedPb.WrongExpectedVersion()
  if (current === 'no_stream') detail.setCurrentNoStream(new emptyPb.Empty())
  else detail.setCurrentStreamRevision(String(current))
  if (typeof expected === 'bigint') detail.setExpectedStreamPosition(String(expected))
  else if (expected === 'no_stream') detail.setExpectedNoStream(new emptyPb.Empty())
  else if (expected === 'stream_exists') detail.setExpectedStreamExists(new emptyPb.Empty())
  else detail.setExpectedAny(new emptyPb.Empty())
  return detail
}
