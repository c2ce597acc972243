import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { deadlineTimer } from './deadline.ts'
import { frame, frameReader } from './frame.ts'
import { openResponse } from './response.ts'
import { cancelled, deadlineExceeded, goingDown, type Status } from './status.ts'

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
  /** Says how many bytes the handler keeps of what the client sends in several messages and has not finished. */
  readonly gathers: (bytes: number) => void
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

/**
 * Wraps an HTTP/2 stream; `finished` is called once, when nothing more will happen on it, and `holds` is told how many bytes
 * are kept of what the client has not finished.
 */
export const openCall = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  finished: (status: Status) => void,
  holds: (bytes: number) => void,
): OpenCall => {
  let outcome: Status | undefined
  const share = shareOf(holds)
  let shutdownStatus = cancelled(goingDown)
  const closing = Promise.withResolvers<void>()
  const response = openResponse(stream, () => outcome ?? cancelled('The call ended.'))

  const settle = (status: Status): void => {
    if (outcome !== undefined) return
    outcome = status
    clearTimeout(deadline)
    share.end()
    response.letGo()
    closing.resolve()
    finished(status)
  }
  const end = (status: Status): void => {
    if (outcome !== undefined) return
    settle(status)
    if (stream.destroyed || stream.closed) return
    response.end(status)
    dropRequest(stream)
  }
  const deadline = deadlineTimer(headers, () => end(deadlineExceeded))
  stream.on('error', () => settle(cancelled('The connection failed.')))
  stream.on('close', () => settle(cancelled('The client ended the call.')))

  const ended = (): boolean => outcome !== undefined
  const sendFramed = (frames: Buffer): boolean => !ended() && response.send(frames)
  return {
    path: headers[':path'] ?? '',
    headers,
    ended,
    closed: closing.promise,
    send: (message) => sendFramed(frame(message)),
    sendFramed,
    drained: async () => {
      if (!ended()) await response.drained()
    },
    eachMessage: (onMessage) =>
      readMessages(stream, { ended, end, closed: closing.promise }, frameReader(onMessage, share.unfinished)),
    gathers: share.gathered,
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

/** What a call keeps of an unfinished message and of what its handler gathers, told together until it ends. */
const shareOf = (holds: (bytes: number) => void) => {
  let unfinishedBytes = 0
  let gatheredBytes = 0
  let isOver = false
  const tell = (): void => {
    if (!isOver) holds(unfinishedBytes + gatheredBytes)
  }
  const unfinished = (bytes: number): void => {
    unfinishedBytes = bytes
    tell()
  }
  const gathered = (bytes: number): void => {
    const isLess = bytes < gatheredBytes
    gatheredBytes = bytes
    // More is gathered of a message that was unfinished until now: that is told next, and nothing counts twice.
    if (isLess) tell()
  }
  const end = (): void => {
    isOver = true
    holds(0)
  }
  return { unfinished, gathered, end }
}

/** How long a client that was answered may take to end its request. */
const goodbyeMs = 1_000

/** Takes and drops what a client that was answered still sends, so that the stream can close; soon it is closed. */
export const dropRequest = (stream: ServerHttp2Stream): void => {
  stream.resume()
  const closeSoon = (): void => {
    if (stream.readableEnded) return
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), goodbyeMs).unref()
    stream.once('close', () => clearTimeout(timer))
  }
  if (stream.writableFinished) closeSoon()
  else stream.once('finish', closeSoon)
}

/** How long a shutdown leaves a peer to take what was sent to it. */
const patienceMs = 250

const readMessages = (
  stream: ServerHttp2Stream,
  call: Pick<OpenCall, 'ended' | 'end' | 'closed'>,
  read: ReturnType<typeof frameReader>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    // The stream may stay for as long as its client likes; what was read of it goes when the call ends.
    let reader: typeof read | undefined = read
    stream.on('data', (chunk: Buffer) => {
      if (call.ended()) return
      try {
        const refusal = reader?.(chunk)
        if (refusal !== undefined) call.end(refusal)
      } catch (error) {
        reject(error)
      }
    })
    stream.on('end', resolve)
    call.closed.then(() => {
      reader = undefined
      resolve()
    })
  })
