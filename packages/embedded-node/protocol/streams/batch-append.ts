import { CommitTimedOut } from '../commit-timeout.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Handler } from '../transport/grpc-server.ts'
import { codes, ok, type Status } from '../transport/status.ts'
import type { Identity } from '../users/identity.ts'
import { whenRightsEnd } from '../users/rights-watch.ts'
import { appendFlow } from './append-flow.ts'
import { type BatchRefusal, encodeAppended, encodeRefused } from './batch-append-response.ts'
import { type GatheredAppend, gather } from './gathered-append.ts'
import { wrongWithStreamName } from './names.ts'

/** How many appends of one connection may be half sent. */
const mostGathering = 4096

/**
 * BatchAppend: all appends of one connection over one duplex, each answered under its correlation id. Appends are
 * handed to the store in the order in which their last message came; their answers come as they are committed.
 */
export const serveBatchAppend =
  (node: NodeParts): Handler =>
  async (call) => {
    call.pause()
    const identified = await node.identify(call)
    if ('refused' in identified) return identified.refused
    let writer = identified
    const mayNoMore = whenRightsEnd(call, node, (who) => {
      writer = who
      return true
    })
    const underWay = appendFlow(call)
    const gathering = new Map<string, GatheredAppend>()
    const failure = Promise.withResolvers<Status>()

    const commit = async (append: GatheredAppend): Promise<void> => {
      underWay.add(append.bytes)
      try {
        call.sendFramed(await answer(node, writer, append))
      } catch (error) {
        failure.reject(error)
      } finally {
        underWay.remove(append.bytes)
      }
    }

    let gathered = 0
    const received = call.eachMessage((message) => {
      const { append, final, added } = gather(gathering, message, node.maximumAppendBytes)
      gathered += final ? added - append.held : added
      call.gathers(gathered)
      if (final) {
        gathering.delete(append.correlationId)
        void commit(append)
      } else if (gathering.size > mostGathering) failure.resolve(tooManyHalfSent)
    })
    call.resume()
    return Promise.race([received.then(() => underWay.none()).then(() => ok), failure.promise, mayNoMore])
  }

const tooManyHalfSent: Status = {
  code: codes.resourceExhausted,
  message: `More than ${mostGathering} appends on this connection have been begun and not finished.`,
}

const answer = async (node: NodeParts, writer: Identity, append: GatheredAppend): Promise<Buffer> => {
  const { correlationId, options, events } = append
  const refuse = (refusal: BatchRefusal): Buffer => encodeRefused(correlationId, options, refusal)
  if (options === undefined) return refuse({ kind: 'bad-request', message: 'The append has no options.' })
  const wrongName = wrongWithStreamName(options.stream)
  if (wrongName !== undefined) return refuse({ kind: 'bad-request', message: wrongName })
  if (append.malformed !== undefined) return refuse({ kind: 'bad-request', message: append.malformed })
  if (Date.now() > options.deadlineMs) return refuse({ kind: 'timeout', message: deadlinePassed })
  if (!node.access.may(writer, 'write', options.stream)) return refuse({ kind: 'access-denied' })
  if (append.bytes > node.maximumAppendBytes) {
    return refuse({ kind: 'maximum-append-size-exceeded', limit: node.maximumAppendBytes })
  }
  try {
    const outcome = await node.store.append({ stream: options.stream, expected: options.expected, events })
    return outcome.kind === 'appended' ? encodeAppended(correlationId, options, outcome) : refuse(outcome)
  } catch (error) {
    if (error instanceof CommitTimedOut) return refuse({ kind: 'timeout', message: error.message })
    throw error
  }
}

const deadlinePassed = 'The deadline passed before the append began.'
