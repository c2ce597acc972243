import { passingTime } from '@concord/kernel'
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Clock } from '../identity/clock.ts'
import type { Reader } from '../reader.ts'
import { boundedCounts } from './bounded-counts.ts'

/**
 * Two limits that nobody can turn on somebody else. Check the token first, then apply one of them.
 *
 * `refused` counts requests whose token was refused, by address: once there are too many they get 429 instead of a
 * reason. It never stands before a good token, so whoever shares an address with an attacker is not kept out; and no
 * name that a refused token claims is ever counted, so nobody can lock out a name.
 *
 * `known` counts the requests of a verified subject of a verified agency.
 */
export interface CallerLimits {
  readonly refused: RequestHandler
  readonly known: RequestHandler
}

/** Whom to count, how many requests are too many, and how to answer then. */
export interface CallerLimitsOptions {
  readonly clock: Clock
  /** Who asks, from the verified token. Only `known` calls it. */
  readonly readerOf: (request: Request, response: Response) => Reader
  readonly refusedPerMinute?: number
  readonly knownPerMinute?: number
  /** Answers with 429; `Retry-After` has been set. */
  readonly answer: (response: Response, retryAfterS: number) => void
}

const WINDOW_MS = 60_000
const MOST_KEYS = 20_000

/** The two limits, each for a minute at a time. */
export const callerLimits = (options: CallerLimitsOptions): CallerLimits => {
  const { readerOf, refusedPerMinute = 60, knownPerMinute = 1_200, answer } = options
  const time = passingTime(options.clock)
  const limit = (most: number, keyOf: (request: Request, response: Response) => string) =>
    rateLimit({
      windowMs: WINDOW_MS,
      limit: most,
      store: boundedCounts(time, WINDOW_MS, MOST_KEYS),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: keyOf,
      handler: (request, response) => {
        const { resetTime } = (request as Request & { rateLimit: { resetTime: Date } }).rateLimit
        const retryAfterS = Math.max(1, Math.ceil((resetTime.getTime() - time()) / 1000))
        response.set('Retry-After', String(retryAfterS))
        answer(response, retryAfterS)
      },
    })
  return {
    refused: limit(refusedPerMinute, ({ ip }) => ipKeyGenerator(ip ?? '')),
    known: limit(knownPerMinute, (request, response) => {
      const { agency, subject } = readerOf(request, response)
      return `${agency}/${subject}`
    }),
  }
}
