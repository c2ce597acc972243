import sharedPb from '@eventstore/db-client/generated/shared_pb.js'
import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { AppendOutcome, AppendRequest, ExpectedRevision, ProposedEvent } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import { alone } from '../transport/frame.ts'
import type { Handler } from '../transport/grpc-server.ts'
import {
  accessDenied,
  goingDown,
  invalidArgument,
  maximumAppendSizeExceeded,
  ok,
  streamDeleted,
  unavailable,
} from '../transport/status.ts'
import { decoded, eachField } from '../transport/wire.ts'
import { expectedRevision } from './expected-revision.ts'
import { wrongWithStreamName } from './names.ts'
import { decodeProposedEvent, eventBytes, proposedBytes } from './proposed-event.ts'
import { nameOfStream } from './read-request.ts'

/**
 * Append: one append as a stream of messages, the options first and then an event each. The client uses it where a
 * call carries its own credentials. A wrong expected revision is a normal answer here, not an error. A shutdown ends it
 * with UNAVAILABLE, as EventStoreDB's does.
 */
export const serveAppend =
  (node: NodeParts): Handler =>
  async (call) => {
    call.atShutdown(unavailable(goingDown))
    let target: { readonly stream: string; readonly expected: ExpectedRevision } | undefined
    const events: ProposedEvent[] = []
    let bytes = 0

    const tooLarge = Promise.withResolvers<void>()
    let held = 0
    const received = call.eachMessage((chunk) => {
      const message = alone(chunk)
      eachField(message, 0, message.length, (field, start, end) => {
        if (field === 1) target = decodeOptions(message)
        if (field !== 2) return
        const event = decodeProposedEvent(message, start, end)
        bytes += proposedBytes(event)
        if (bytes <= node.maximumAppendBytes) events.push(event)
        else tooLarge.resolve()
      })
      held += message.length + eventBytes
      call.gathers(held)
    })
    await Promise.race([received, tooLarge.promise])
    call.gathers(0)
    if (call.ended()) return ok

    if (target === undefined) return invalidArgument('The append has no options.')
    const wrongName = wrongWithStreamName(target.stream)
    if (wrongName !== undefined) return invalidArgument(wrongName)
    const { stream } = target
    const writer = await node.identify(call)
    if ('refused' in writer) return writer.refused
    if (!node.access.may(writer, 'write', stream)) return accessDenied(`You may not write to ${stream}.`)
    if (bytes > node.maximumAppendBytes) return maximumAppendSizeExceeded(node.maximumAppendBytes)
    if (call.ended()) return ok
    const outcome = await node.store.append({ ...target, events })
    if (outcome.kind === 'stream-deleted') return streamDeleted(stream)
    call.send(response({ ...target, events }, outcome))
    return ok
  }

const decodeOptions = (message: Buffer) => {
  const options = decoded(streamsPb.AppendReq, message).getOptions()!
  return { stream: nameOfStream(options.getStreamIdentifier()), expected: expectedRevision(options) }
}

const response = (
  { expected }: AppendRequest,
  outcome: Exclude<AppendOutcome, { kind: 'stream-deleted' }>,
): Uint8Array => {
  const message = new streamsPb.AppendResp()
  if (outcome.kind === 'appended') {
    const success = new streamsPb.AppendResp.Success()
    if (outcome.revision >= 0n) success.setCurrentRevision(String(outcome.revision))
    else success.setNoStream(new sharedPb.Empty())
    const position = new streamsPb.AppendResp.Position()
    position.setCommitPosition(String(outcome.position))
    position.setPreparePosition(String(outcome.position))
    success.setPosition(position)
    message.setSuccess(success)
    return message.serializeBinary()
  }
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion()
  if (outcome.current === 'no_stream') wrong.setCurrentNoStream(new sharedPb.Empty())
  else wrong.setCurrentRevision(String(outcome.current))
  if (typeof expected === 'bigint') wrong.setExpectedRevision(String(expected))
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new sharedPb.Empty())
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new sharedPb.Empty())
  else wrong.setExpectedAny(new sharedPb.Empty())
  message.setWrongExpectedVersion(wrong)
  return message.serializeBinary()
}
