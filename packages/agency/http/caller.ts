import { bearerToken, type Reader, type TokenRefusal, type TokenVerifier } from '@concord/access'
import type { RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { type Problem, problem } from '../problem.ts'
import { answerProblem } from './answer.ts'

const WINDOW_MS = 60_000
/** Refused tokens from one address in a minute, after which refusals are not even explained. */
const MOST_REFUSALS = 60

/**
 * Lets through whoever has a good token, at most `mostPerMinute` requests a minute for each subject of each agency.
 * Refusals are counted by address; a good token is not kept out by what others send from the same address.
 */
export const knownCallers = (verifier: TokenVerifier, mostPerMinute: number): readonly RequestHandler[] => {
  const tooMany = (response: Response): void => {
    const retryAfterS = Math.max(1, Number(response.getHeader('Retry-After') ?? 1))
    answerProblem(response, problem('too-many-requests', 'Slow down.', { retryAfterS }))
  }
  const refusals = rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_REFUSALS,
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (_request, response) => tooMany(response),
  })
  const authenticate: RequestHandler = async (request, response, next) => {
    const verified = await verifier.verify(bearerToken(request.headers.authorization))
    if (!verified.ok) {
      await refusals(request, response, () => answerProblem(response, problemOfRefusal(verified.error)))
      return
    }
    response.locals.reader = verified.value
    next()
  }
  const perSubject = rateLimit({
    windowMs: WINDOW_MS,
    limit: mostPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_request, response) => {
      const { agency, subject } = callerOf(response)
      return `${agency}/${subject}`
    },
    handler: (_request, response) => tooMany(response),
  })
  return [authenticate, perSubject]
}

/** Who asks, once {@link knownCallers} has let them through. */
export const callerOf = (response: Response): Reader => response.locals.reader as Reader

const problemOfRefusal = ({ code, detail, status }: TokenRefusal): Problem =>
  status === 503
    ? problem('keys-unavailable', detail, { retryAfterS: 5 })
    : problem('token-refused', detail, { reason: code })
