import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import type { AppendOutcome, ExpectedRevision } from '../../store/store.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import type { Handler } from '../transport/grpc-server.ts'
import {
  accessDenied,
  invalidArgument,
  ok,
  streamDeleted,
  wrongExpectedVersion,
} from '../transport/status.ts'
import { answer, refuse, type UnaryAnswer, unary } from '../transport/unary.ts'
import { decoded } from '../transport/wire.ts'
import { asNumber, expectedRevision, type RevisionOption } from './expected-revision.ts'
import { wrongWithStreamName } from './names.ts'
import { nameOfStream } from './read-request.ts'

/** Delete: hides what the stream holds; a later append goes on with its numbering. */
export const serveDelete = (node: NodeParts): Handler =>
  unary(async (request, call) => {
    const options = decoded(streamsPb.DeleteReq, request).getOptions()
    if (options === undefined) return refuse(invalidArgument('The request has no options.'))
    const outcome = await ending(node, call, options, node.store.deleteStream)
    if (!('position' in outcome)) return outcome
    const response = new streamsPb.DeleteResp()
    const position = new streamsPb.DeleteResp.Position()
    position.setCommitPosition(outcome.position)
    position.setPreparePosition(outcome.position)
    response.setPosition(position)
    return answer(response)
  })

/** Tombstone: ends the stream for ever. */
export const serveTombstone = (node: NodeParts): Handler =>
  unary(async (request, call) => {
    const options = decoded(streamsPb.TombstoneReq, request).getOptions()
    if (options === undefined) return refuse(invalidArgument('The request has no options.'))
    const outcome = await ending(node, call, options, node.store.tombstoneStream)
    if (!('position' in outcome)) return outcome
    const response = new streamsPb.TombstoneResp()
    const position = new streamsPb.TombstoneResp.Position()
    position.setCommitPosition(outcome.position)
    position.setPreparePosition(outcome.position)
    response.setPosition(position)
    return answer(response)
  })

type StreamOption = RevisionOption & { getStreamIdentifier(): Parameters<typeof nameOfStream>[0] }

const ending = async (
  node: NodeParts,
  call: Call,
  options: StreamOption,
  end: (stream: string, expected: ExpectedRevision) => Promise<AppendOutcome>,
): Promise<UnaryAnswer | { readonly position: string }> => {
  const stream = nameOfStream(options.getStreamIdentifier())
  const wrongName = wrongWithStreamName(stream)
  if (wrongName !== undefined) return refuse(invalidArgument(wrongName))
  const writer = await node.identify(call)
  if ('refused' in writer) return refuse(writer.refused)
  if (!node.access.may(writer, 'delete', stream)) {
    return refuse(accessDenied(`You may not delete ${stream}.`))
  }
  if (call.ended()) return refuse(ok)
  const expected = expectedRevision(options)
  const outcome = await end(stream, expected)
  if (outcome.kind === 'appended') return { position: String(outcome.position) }
  if (outcome.kind === 'stream-deleted') return refuse(streamDeleted(stream))
  const current = outcome.current === 'no_stream' ? undefined : outcome.current
  return refuse(wrongExpectedVersion(stream, asNumber(expected), current))
}
