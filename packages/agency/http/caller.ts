import {
  bearerToken,
  type Clock,
  callerLimits,
  certificateOfCaller,
  type Reader,
  type TokenRefusal,
  type TokenVerifier,
} from '@concord/access'
import type { RequestHandler, Response } from 'express'
import { type Problem, problem } from '../problem.ts'
import { answerProblem } from './answer.ts'

/** By what callers are known, and how often they may ask. */
export interface CallerOptions {
  readonly verifier: TokenVerifier
  readonly clock: Clock
  /** Whether callers show a certificate, which must then be one of their token's agency. */
  readonly asksForCertificates: boolean
  /** Requests a minute for each subject of each agency. */
  readonly mostPerMinute: number
}

/**
 * Lets through whoever has a good token, as often as the limit allows. Refusals are counted by address, and never keep
 * out a good token; what is counted is bounded, so that nobody can fill the memory with addresses or names.
 */
export const knownCallers = ({
  verifier,
  clock,
  asksForCertificates,
  mostPerMinute,
}: CallerOptions): readonly RequestHandler[] => {
  const limits = callerLimits({
    clock,
    readerOf: (_request, response) => callerOf(response),
    knownPerMinute: mostPerMinute,
    answer: (response, retryAfterS) =>
      answerProblem(response, problem('too-many-requests', 'Slow down.', { retryAfterS })),
  })
  const authenticate: RequestHandler = async (request, response, next) => {
    const verified = await verifier.verify(bearerToken(request.headers.authorization))
    if (!verified.ok) {
      await limits.refused(request, response, () => answerProblem(response, problemOfRefusal(verified.error)))
      return
    }
    const shown = asksForCertificates
      ? certificateOfCaller(verified.value.agency, request, clock())
      : undefined
    if (shown && !shown.ok) return answerProblem(response, problem('foreign-agency', shown.error.detail))
    response.locals.reader = verified.value
    next()
  }
  return [authenticate, limits.known]
}

/** Who asks, once {@link knownCallers} has let them through. */
export const callerOf = (response: Response): Reader => response.locals.reader as Reader

const problemOfRefusal = ({ code, detail, status }: TokenRefusal): Problem =>
  status === 503
    ? problem('keys-unavailable', detail, { retryAfterS: 5 })
    : problem('token-refused', detail, { reason: code })
