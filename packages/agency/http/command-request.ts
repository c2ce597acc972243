import { isUtf8 } from 'node:buffer'
import { type Expected, err, ok, type Result } from '@concord/kernel'
import express, { type Request, type RequestHandler } from 'express'
import { validate as isUuid } from 'uuid'
import { type Problem, problem } from '../problem.ts'
import { answerProblem } from './answer.ts'

/** How large and how slow the body of a command may be. */
export interface BodyLimits {
  readonly mostBodyBytes: number
  /** How long a body may take to come in. */
  readonly bodyMs: number
}

/** Reads the body of a command: JSON, not larger and not slower than it may be. */
export const commandBody = ({ mostBodyBytes, bodyMs }: BodyLimits): readonly RequestHandler[] => [
  jsonOnly,
  inTime(bodyMs, express.json({ limit: mostBodyBytes, inflate: false, verify: refuseOtherText })),
]

const jsonOnly: RequestHandler = (request, response, next) => {
  // The framework would read an empty body as {}.
  if (request.headers['content-length'] === '0') {
    return answerProblem(response, problem('malformed-json', 'The body is empty.'))
  }
  if (/^application\/json *(; *charset="?utf-8"? *)?$/i.test(request.headers['content-type'] ?? '')) next()
  else
    answerProblem(
      response,
      problem('unsupported-media-type', 'Send a command as application/json, in UTF-8.'),
    )
}

/** The framework would put a sign of its own in the place of what is no UTF-8, and that would be signed as the sender's word. */
const refuseOtherText = (_request: unknown, _response: unknown, body: Buffer): void => {
  if (!isUtf8(body)) throw new Error('not UTF-8')
}

/** The most pieces in which a body may come: one that comes byte by byte takes a hundred times its length. */
const MOST_PIECES = 16_384

/** Ends a request whose body drips in, or comes in crumbs. */
const inTime =
  (bodyMs: number, read: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const giveUp = (reason: Problem): void => {
      answerProblem(response, reason)
      response.once('finish', () => request.destroy())
    }
    const timer = setTimeout(
      () => giveUp(problem('body-too-slow', `A body must come in within ${bodyMs / 1000} seconds.`)),
      bodyMs,
    )
    void read(request, response, (error?: unknown) => {
      clearTimeout(timer)
      if (response.headersSent) return
      if (error === undefined) next()
      else next(error)
    })
    let pieces = 0
    request.on('data', () => {
      if (++pieces === MOST_PIECES)
        giveUp(problem('body-too-slow', `A body comes in at most ${MOST_PIECES} pieces.`))
    })
  }

/** By what a command is told from others, and what its sender expects of the stream. */
export interface CommandConditions {
  readonly key: string
  readonly expected?: Expected
}

/**
 * Idempotency-Key (draft 07 of the IETF's HTTPAPI group), If-Match and If-None-Match (RFC 9110). `instead` makes a key
 * where a request may come without one.
 */
export const conditionsOf = (
  { headers }: Request,
  instead?: () => string,
): Result<CommandConditions, Problem> => {
  const key = headers['idempotency-key'] ?? instead?.()
  if (key === undefined) {
    return err(
      problem(
        'missing-key',
        'Send an Idempotency-Key: a UUID that you make, and use again if you repeat the command.',
      ),
    )
  }
  // The draft writes the key as a structured string, most clients send it bare.
  const bare = String(key)
    .trim()
    .replace(/^"(.*)"$/, '$1')
  if (!isUuid(bare)) return err(problem('malformed-key', 'The Idempotency-Key must be a UUID (RFC 9562).'))
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (noneMatch !== undefined) {
    return noneMatch.trim() === '*' && match === undefined
      ? ok({ key: bare, expected: 'no-stream' })
      : err(
          problem('malformed-precondition', 'If-None-Match must be *, and cannot be combined with If-Match.'),
        )
  }
  if (match === undefined) return ok({ key: bare })
  if (match.trim() === '*') return ok({ key: bare, expected: 'some-stream' })
  const revision = /^"(0|[1-9][0-9]{0,14})"$/.exec(match.trim())?.[1]
  return revision === undefined
    ? err(problem('malformed-precondition', 'If-Match must be * or one revision in quotes, such as "3".'))
    : ok({ key: bare, expected: Number(revision) })
}

/** W3C Trace Context; anything else is passed over. */
export const traceparentOf = ({ headers }: Request): string | undefined => {
  const sent = headers.traceparent
  return typeof sent === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(sent)
    ? sent
    : undefined
}
