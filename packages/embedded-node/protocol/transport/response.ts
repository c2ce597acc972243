import type { ServerHttp2Stream } from 'node:http2'
import { codes, type Status } from './status.ts'

/** What goes back to the client of a call: headers with the first message, trailers after the last one. */
export interface Response {
  /** Sends framed messages. False: the peer is slow, wait for `drained()` before sending more. */
  readonly send: (frames: Buffer) => boolean
  /** Resolves when the peer has taken what was sent, or `letGo` was called. */
  readonly drained: () => Promise<void>
  /** Ends the wait for a slow peer. */
  readonly letGo: () => void
  readonly end: (status: Status) => void
}

/** Answers on an HTTP/2 stream; `outcome` says what the call ended with, once the trailers are wanted. */
export const openResponse = (stream: ServerHttp2Stream, outcome: () => Status): Response => {
  let wake: (() => void) | undefined
  stream.on('wantTrailers', () => stream.sendTrailers(trailers(outcome())))
  stream.on('drain', () => wake?.())
  return {
    send: (frames) => {
      if (!stream.headersSent) stream.respond(responseHeaders, { waitForTrailers: true })
      return stream.write(frames)
    },
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writableNeedDrain) return resolve()
        wake = () => {
          wake = undefined
          resolve()
        }
      }),
    letGo: () => wake?.(),
    end: (status) => {
      if (stream.headersSent) stream.end()
      else stream.respond({ ...responseHeaders, ...trailers(status) }, { endStream: true })
    },
  }
}

const responseHeaders = { ':status': 200, 'content-type': 'application/grpc+proto' } as const

const trailers = ({ code, message, details }: Status): Record<string, string> => {
  const headers: Record<string, string> = { 'grpc-status': String(code) }
  if (code !== codes.ok) headers['grpc-message'] = headerText(message)
  for (const [name, value] of Object.entries(details ?? {})) headers[name] = headerText(value)
  return headers
}

/** Headers carry printable ASCII only; everything else is percent-encoded, as gRPC asks for its message. */
const headerText = (text: string): string =>
  text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]+/g, (run) => encodeURIComponent(run))
