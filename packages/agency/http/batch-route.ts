import { once } from 'node:events'
import type { EventDefinition } from '@concord/kernel'
import type { RequestHandler, Response } from 'express'
import type { LineResult } from '../batch/line-result.ts'
import { type BatchLimits, takeLines } from '../batch/take-lines.ts'
import type { CommandDesk } from '../commands/command-desk.ts'
import { type Problem, problem } from '../problem.ts'
import { answerProblem } from './answer.ts'
import { callerOf } from './caller.ts'

/** How long either side of a batch may keep still. */
const IDLE_MS = 120_000

/** Who takes the lines, and when nobody does. */
export interface BatchRouteParts {
  readonly desk: CommandDesk
  readonly events: readonly EventDefinition[]
  readonly limits: BatchLimits
  readonly halted: () => Problem | undefined
}

/**
 * `POST /v1/commands`: commands one a line, results one a line, both as they come. Whoever does not read the results is
 * not read from either; a line for which no result came is to be sent again.
 */
export const batchRoute =
  ({ desk, events, limits, halted }: BatchRouteParts): RequestHandler =>
  async (request, response) => {
    if (!/^application\/(x-)?ndjson *(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return answerProblem(
        response,
        problem('unsupported-media-type', 'Send a batch as application/x-ndjson.'),
      )
    }
    if (request.headers['content-encoding'] !== undefined) {
      return answerProblem(
        response,
        problem('unsupported-media-type', 'Send the lines without a content encoding.'),
      )
    }
    // Node closes a connection whose time is up, which ends both loops below.
    request.socket.setTimeout(IDLE_MS)
    response.status(200).type('application/x-ndjson').flushHeaders()
    const reader = callerOf(response)
    const tally = { lines: 0, recorded: 0, repeated: 0, refused: 0 }
    response.locals.tally = tally
    try {
      for await (const result of takeLines(request, { desk, events, reader, limits, halted })) {
        count(tally, result)
        if (!response.write(`${JSON.stringify(result)}\n`)) await drained(response)
      }
      response.end()
    } catch (error) {
      // The other side went away, or kept still too long: what was begun is recorded, and a repeat will say so.
      if (!isGone(error)) throw error
      response.destroy()
    } finally {
      request.socket?.setTimeout(0)
    }
  }

const count = (tally: Record<string, number>, { status, repeated }: LineResult): void => {
  const outcome = status !== 201 ? 'refused' : repeated ? 'repeated' : 'recorded'
  tally.lines!++
  tally[outcome]!++
}

class Gone extends Error {}

const drained = async (response: Response): Promise<void> => {
  if (response.destroyed) throw new Gone()
  const stop = new AbortController()
  try {
    await Promise.race([
      once(response, 'drain', { signal: stop.signal }),
      once(response, 'close', { signal: stop.signal }).then(() => {
        throw new Gone()
      }),
    ])
  } finally {
    stop.abort()
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Gone ||
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ABORT_ERR'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
