import type { ExpectedRevision, ProposedEvent } from '../../store/store.ts'
import { CommitTimedOut } from '../commit-timeout.ts'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import type { Handler } from '../transport/grpc-server.ts'
import { codes, ok, type Status } from '../transport/status.ts'
import { eachField, MalformedMessage, varintAsBigInt, varintValue } from '../transport/wire.ts'
import type { Identity } from '../users/identity.ts'
import { whenRightsEnd } from '../users/rights-watch.ts'
import { type BatchOptions, encodeAppended, encodeRefused, type Refusal } from './batch-append-response.ts'
import { wrongWithStreamName } from './names.ts'
import { decodeProposedEvent, decodeUuid, proposedBytes } from './proposed-event.ts'

/** An append whose messages are still coming in. */
interface Gathering {
  readonly correlationId: string
  options: BatchOptions | undefined
  readonly events: ProposedEvent[]
  bytes: number
  /** Why one of its events cannot be read. */
  malformed: string | undefined
}

/** How much one connection may have under way before the node takes no more from it until something is answered. */
const mostBytesUnderWay = 32 * 1024 * 1024
const mostAppendsUnderWay = 4096
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
    const underWay = flow(call)
    const gathering = new Map<string, Gathering>()
    const failure = Promise.withResolvers<Status>()

    const commit = async (append: Gathering): Promise<void> => {
      underWay.add(append.bytes)
      try {
        call.sendFramed(await answer(node, writer, append))
      } catch (error) {
        failure.reject(error)
      } finally {
        underWay.remove(append.bytes)
      }
    }

    const received = call.eachMessage((message) => {
      const { append, final } = gather(gathering, message, node.maximumAppendBytes)
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
  message: `More than ${mostGathering} appends of one connection are half sent.`,
}

/** Stops reading from the client while too much of what it sent waits for the disk. */
const flow = (call: Call) => {
  let bytes = 0
  let appends = 0
  let paused = false
  let empty: (() => void) | undefined
  return {
    add: (size: number): void => {
      bytes += size
      appends++
      if (!paused && (bytes > mostBytesUnderWay || appends >= mostAppendsUnderWay)) {
        paused = true
        call.pause()
      }
    },
    remove: (size: number): void => {
      bytes -= size
      appends--
      if (appends === 0) empty?.()
      if (paused && bytes <= mostBytesUnderWay / 2 && appends <= mostAppendsUnderWay / 2) {
        paused = false
        call.resume()
      }
    },
    none: (): Promise<void> =>
      new Promise((resolve) => {
        if (appends === 0) resolve()
        else empty = resolve
      }),
  }
}

const answer = async (node: NodeParts, writer: Identity, append: Gathering): Promise<Buffer> => {
  const { correlationId, options, events } = append
  const refuse = (refusal: Refusal): Buffer => encodeRefused(correlationId, options, refusal)
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

const gather = (
  gathering: Map<string, Gathering>,
  message: Buffer,
  limit: number,
): { readonly append: Gathering; readonly final: boolean } => {
  const { correlationId, options, proposed, final } = decodeRequest(message)
  const append: Gathering = gathering.get(correlationId) ?? {
    correlationId,
    options: undefined,
    events: [],
    bytes: 0,
    malformed: undefined,
  }
  append.options ??= options
  try {
    for (const [start, end] of proposed) addEvent(append, decodeProposedEvent(message, start, end), limit)
  } catch (error) {
    // The other appends of the connection have nothing to do with it.
    if (!(error instanceof MalformedMessage)) throw error
    append.malformed = error.message
  }
  if (!final) gathering.set(correlationId, append)
  return { append, final }
}

const addEvent = (append: Gathering, event: ProposedEvent, limit: number): void => {
  append.bytes += proposedBytes(event)
  // What is over the limit is refused as a whole at its end; there is no need to hold it until then.
  if (append.bytes <= limit) append.events.push(event)
}

const decodeRequest = (message: Buffer) => {
  let correlationId = ''
  let options: BatchOptions | undefined
  let final = false
  const proposed: (readonly [number, number])[] = []
  eachField(message, 0, message.length, (field, start, end) => {
    if (field === 1) correlationId = decodeUuid(message, start, end)
    else if (field === 2) options = decodeOptions(message, start, end)
    else if (field === 3) proposed.push([start, end])
    else if (field === 4) final = varintValue(message, start, end) !== 0
  })
  return { correlationId, options, proposed, final }
}

const decodeOptions = (message: Buffer, from: number, to: number): BatchOptions => {
  let stream = ''
  let expected: ExpectedRevision = 'any'
  let deadlineMs = Number.POSITIVE_INFINITY
  eachField(message, from, to, (field, start, end) => {
    if (field === 1) stream = decodeStreamName(message, start, end)
    else if (field === 2) expected = varintAsBigInt(message, start, end)
    else if (field === 3) expected = 'no_stream'
    else if (field === 5) expected = 'stream_exists'
    else if (field === 6) deadlineMs = decodeTimestampMs(message, start, end)
  })
  return { stream, expected, deadlineMs }
}

const decodeStreamName = (message: Buffer, from: number, to: number): string => {
  let name = ''
  eachField(message, from, to, (field, start, end) => {
    if (field === 3) name = message.toString('utf8', start, end)
  })
  return name
}

const decodeTimestampMs = (message: Buffer, from: number, to: number): number => {
  let ms = 0
  eachField(message, from, to, (field, start, end) => {
    ms += varintValue(message, start, end) * (field === 1 ? 1000 : 1e-6)
  })
  return ms
}
