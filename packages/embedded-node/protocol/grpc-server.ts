import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type Call, type OpenCall, openCall } from './call.ts'
import { cancelled, codes, invalidArgument, type Status, unimplemented } from './status.ts'
import { MalformedMessage } from './wire.ts'

/** Serves one method; the status it resolves with ends the call. */
export type Handler = (call: Call) => Promise<Status>

export interface GrpcServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly tls?: { readonly key: string; readonly cert: string }
  /** The handler of a path such as `/package.Service/Method`, or undefined if there is no such method. */
  readonly handlerFor: (path: string) => Handler | undefined
  /** Told of every thrown error, which the caller sees only as UNKNOWN. */
  readonly onUnexpected: (path: string, error: unknown) => void
}

export interface GrpcServer {
  readonly port: number
  readonly openCalls: () => number
  readonly connections: () => number
  /** Ends every call with CANCELLED and closes; connections that linger are cut after `graceMs`. */
  readonly close: (graceMs?: number) => Promise<void>
}

/** Large enough that one reader's window does not wait for a round trip, small enough for thousands of calls. */
const windowBytes = 1024 * 1024

/**
 * gRPC over `node:http2`. It stands here instead of grpc-js's server because events are answered as bytes that are
 * already framed, many to a write, and because a reader's back-pressure has to reach the pages that are read for it.
 */
export const startGrpcServer = async (options: GrpcServerOptions): Promise<GrpcServer> => {
  const settings = { initialWindowSize: windowBytes, maxConcurrentStreams: 10_000 }
  const server: Http2Server = options.tls
    ? createSecureServer({ settings, ...options.tls })
    : createServer({ settings })
  const sessions = new Set<ServerHttp2Session>()
  const calls = new Set<OpenCall>()
  let closing = false

  server.on('session', (session) => {
    sessions.add(session)
    session.setLocalWindowSize(windowBytes * 16)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
  })
  server.on('sessionError', () => undefined)
  server.on('stream', (stream, headers) => {
    const call: OpenCall = openCall(stream, headers, () => calls.delete(call))
    calls.add(call)
    if (closing) return call.end(cancelled('The node is shutting down.'))
    serve(call, stream, headers, options)
  })

  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    openCalls: () => calls.size,
    connections: () => sessions.size,
    close: async (graceMs = 1000) => {
      closing = true
      for (const call of [...calls]) call.end(cancelled('The node is shutting down.'))
      for (const session of sessions) session.close()
      const cut = setTimeout(() => {
        for (const session of sessions) session.destroy()
      }, graceMs)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      clearTimeout(cut)
    },
  }
}

const serve = (
  call: OpenCall,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { handlerFor, onUnexpected }: GrpcServerOptions,
): void => {
  if (headers[':method'] !== 'POST' || !String(headers['content-type']).startsWith('application/grpc')) {
    stream.respond({ ':status': 415 }, { endStream: true })
    return
  }
  const handler = handlerFor(call.path)
  if (handler === undefined) {
    call.end(unimplemented(`The node has no method ${call.path}.`))
    return
  }
  handler(call).then(call.end, (error: unknown) => {
    if (error instanceof MalformedMessage) call.end(invalidArgument(error.message))
    else {
      onUnexpected(call.path, error)
      call.end({ code: codes.unknown, message: 'The node met an unexpected error; its log has the details.' })
    }
  })
}

const listen = (server: Http2Server, { port, host }: GrpcServerOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
