import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { frame, frameReader } from './frame.ts'
import { cancelled, codes, deadlineExceeded, goingDown, type Status } from './status.ts'

/**
 * One gRPC call as a handler sees it. A call ends once: with what its handler returns, with the client's
 * cancellation, with its deadline or with the node's shutdown, whichever comes first.
 */
export interface Call {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly ended: () => boolean
  /** Resolves when the call has ended for whatever reason. */
  readonly closed: Promise<void>
  /** Sends one message. False: the peer is slow, wait for `drained()` before sending more. */
  readonly send: (message: Uint8Array) => boolean
  /** Like `send`, for one or several messages that already carry gRPC's prefix. */
  readonly sendFramed: (frames: Buffer) => boolean
  /** Resolves when the peer has taken what was sent, or the call has ended. */
  readonly drained: () => Promise<void>
  /**
   * Hands each message of the client on as it comes; resolves when the client has sent its last or the call has
   * ended, rejects with what `onMessage` throws.
   */
  readonly eachMessage: (onMessage: (message: Buffer) => void) => Promise<void>
  /** Says what a shutdown ends the call with, where that is not CANCELLED. */
  readonly atShutdown: (status: Status) => void
  /** Stops and restarts the flow of messages from the client. */
  readonly pause: () => void
  readonly resume: () => void
}

/** A call as the server sees it that opened it. Ending it again, in whatever way, does nothing. */
export interface OpenCall extends Call {
  readonly end: (status: Status) => void
  /** What was sent and not yet taken by the peer. */
  readonly waitingBytes: () => number
  /** Ends the call because the node goes down; a peer that does not take what was sent loses it soon. */
  readonly shutDown: () => void
}

/** Wraps an HTTP/2 stream; `finished` is called once, when nothing more will happen on it. */
export const openCall = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  finished: (status: Status) => void,
): OpenCall => {
  let outcome: Status | undefined
  let responded = false
  let shutdownStatus = cancelled(goingDown)
  let wake: (() => void) | undefined
  const closing = Promise.withResolvers<void>()

  const settle = (status: Status): void => {
    if (outcome !== undefined) return
    outcome = status
    clearTimeout(deadline)
    wake?.()
    closing.resolve()
    finished(status)
  }

  const end = (status: Status): void => {
    if (outcome !== undefined) return
    settle(status)
    if (stream.destroyed || stream.closed) return
    if (responded) stream.end()
    else stream.respond({ ...responseHeaders, ...trailers(status) }, { endStream: true })
    // What the client still sends is taken and dropped, so that the stream can close.
    stream.resume()
  }

  const respond = (): void => {
    if (responded) return
    responded = true
    stream.respond(responseHeaders, { waitForTrailers: true })
  }

  const deadline = deadlineTimer(headers, () => end(deadlineExceeded))
  stream.on('wantTrailers', () => stream.sendTrailers(trailers(outcome ?? cancelled('The call ended.'))))
  stream.on('drain', () => wake?.())
  stream.on('error', () => settle(cancelled('The connection failed.')))
  stream.on('close', () => settle(cancelled('The client ended the call.')))

  const sendFramed = (frames: Buffer): boolean => {
    if (outcome !== undefined) return false
    respond()
    return stream.write(frames)
  }

  return {
    path: headers[':path'] ?? '',
    headers,
    ended: () => outcome !== undefined,
    closed: closing.promise,
    send: (message) => sendFramed(frame(message)),
    sendFramed,
    drained: () =>
      new Promise((resolve) => {
        if (outcome !== undefined || !stream.writableNeedDrain) return resolve()
        wake = () => {
          wake = undefined
          resolve()
        }
      }),
    eachMessage: (onMessage) =>
      new Promise((resolve, reject) => {
        const read = frameReader(onMessage)
        stream.on('data', (chunk: Buffer) => {
          if (outcome !== undefined) return
          try {
            const refusal = read(chunk)
            if (refusal !== undefined) end(refusal)
          } catch (error) {
            reject(error)
          }
        })
        stream.on('end', resolve)
        closing.promise.then(resolve)
      }),
    atShutdown: (status) => {
      shutdownStatus = status
    },
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    end,
    waitingBytes: () => stream.writableLength,
    shutDown: () => {
      end(shutdownStatus)
      // Trailers wait behind what a slow peer has not taken, a reset does not, and says CANCELLED too.
      setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), patienceMs).unref()
    },
  }
}

/** How long a shutdown leaves a peer to take what was sent to it. */
const patienceMs = 250

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

const unitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000001,
}

/** Longer deadlines than a timer can hold are no deadline. */
const longestTimerMs = 2 ** 31 - 1

const deadlineTimer = (headers: IncomingHttpHeaders, passed: () => void): NodeJS.Timeout | undefined => {
  const timeout = headers['grpc-timeout']
  if (typeof timeout !== 'string' || !/^\d{1,8}[HMSmun]$/.test(timeout)) return undefined
  const ms = Number(timeout.slice(0, -1)) * unitMs[timeout.at(-1)!]!
  return ms > longestTimerMs ? undefined : setTimeout(passed, ms).unref()
}
