import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { StoreRefused } from '../../store/damage.ts'
import { CommitTimedOut } from '../commit-timeout.ts'
import { type Call, dropRequest, type OpenCall, openCall } from './call.ts'
import { halfSent } from './half-sent.ts'
import { codes, goingDown, invalidArgument, type Status, unavailable, unimplemented } from './status.ts'
import { MalformedMessage } from './wire.ts'

/** Serves one method; the status it resolves with ends the call. */
export type Handler = (call: Call) => Promise<Status>

interface GrpcServerOptions {
  /** The handler of a path such as `/package.Service/Method`, or undefined if there is no such method. */
  readonly handlerFor: (path: string) => Handler | undefined
  /** Told of every thrown error, which the caller sees only as UNKNOWN. */
  readonly onUnexpected: (path: string, error: unknown) => void
  /** How much clients may have half sent together, in bytes; left out, 128 MiB. */
  readonly mostHalfSentBytes?: number | undefined
}

/**
 * gRPC without a port of its own, and what an operator may ask of it. Figures are of this moment unless they say
 * otherwise.
 */
export interface GrpcServer {
  /** Connections are handed to it; it does not listen itself. */
  readonly http2: Http2Server
  readonly openCalls: () => number
  readonly connections: () => number
  /** What all calls have sent and slow peers have not taken yet. */
  readonly waitingBytes: () => number
  /** Calls served since the start, by path. */
  readonly served: () => ReadonlyMap<string, number>
  /** Ends every call, with CANCELLED where its handler said nothing else, and says goodbye to the connections. */
  readonly close: () => void
}

/**
 * A connection may carry thousands of subscriptions, each with up to two pages that its reader has not taken, and end
 * many of them at once, or leave thousands of calls a second for as long as it likes; more than that cuts it off.
 */
const limits = {
  settings: { initialWindowSize: 1024 * 1024, maxConcurrentStreams: 10_000 },
  maxSessionMemory: 512,
  streamResetBurst: 20_000,
  streamResetRate: 5000,
}

/** What a client may send on one connection before the node has taken it. */
const connectionWindowBytes = 16 * 1024 * 1024

/**
 * gRPC over `node:http2`. It stands here instead of grpc-js's server because events are answered as bytes that are
 * already framed, many to a write, and because a reader's back-pressure has to reach the pages that are read for it.
 */
export const createGrpcServer = (options: GrpcServerOptions): GrpcServer => {
  const http2 = createServer(limits)
  const sessions = new Set<ServerHttp2Session>()
  const calls = new Set<OpenCall>()
  const unfinished = halfSent<OpenCall>((call) => call.end(tooMuchHalfSent), options.mostHalfSentBytes)
  const served = new Map<string, number>()
  let closing = false

  http2.on('session', (session) => {
    sessions.add(session)
    session.setLocalWindowSize(connectionWindowBytes)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
  })
  http2.on('sessionError', () => undefined)
  http2.on('stream', (stream, headers) => {
    const call: OpenCall = openCall(
      stream,
      headers,
      () => calls.delete(call),
      (bytes) => unfinished.holds(call, bytes),
    )
    calls.add(call)
    unfinished.holds(call, callBytes)
    if (closing) return call.end(unavailable(goingDown))
    const handler = options.handlerFor(call.path)
    if (handler !== undefined) served.set(call.path, (served.get(call.path) ?? 0) + 1)
    serve(call, stream, handler, options)
  })

  return {
    http2,
    openCalls: () => calls.size,
    connections: () => sessions.size,
    waitingBytes: () => [...calls].reduce((sum, call) => sum + call.waitingBytes(), 0),
    served: () => served,
    close: () => {
      closing = true
      for (const call of [...calls]) call.shutDown()
      for (const session of sessions) session.close()
    },
  }
}

/** What a call takes of which nothing has come yet but its head. */
const callBytes = 10_000

const tooMuchHalfSent: Status = {
  code: codes.resourceExhausted,
  message:
    'Calls that are still being sent hold too much memory, and this one was begun first. Send it again as a whole.',
}

const serve = (
  call: OpenCall,
  stream: ServerHttp2Stream,
  handler: Handler | undefined,
  { onUnexpected }: GrpcServerOptions,
): void => {
  const { ':method': method, 'content-type': contentType } = call.headers
  if (method !== 'POST' || !String(contentType).startsWith('application/grpc')) {
    stream.respond({ ':status': 415 }, { endStream: true })
    dropRequest(stream)
    return
  }
  if (handler === undefined) {
    call.end(unimplemented(`The node has no method ${call.path}.`))
    return
  }
  handler(call).then(call.end, (error: unknown) => {
    if (error instanceof MalformedMessage) call.end(invalidArgument(error.message))
    else if (error instanceof CommitTimedOut) call.end({ code: codes.aborted, message: error.message })
    else if (error instanceof StoreRefused) {
      onUnexpected(call.path, error)
      call.end({ code: codes.dataLoss, message: error.message })
    } else {
      onUnexpected(call.path, error)
      call.end({ code: codes.unknown, message: 'The node met an unexpected error; its log has the details.' })
    }
  })
}
