import {
  bearerToken,
  type Clock,
  callerLimits,
  certificateOfCaller,
  type Reader,
  type TokenVerifier,
} from '@concord/access'
import type { Alarm } from '@concord/agency'
import express, { type Express, type RequestHandler, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { Standing } from '../picture/picture.ts'
import { apiError } from './api-error.ts'
import type { JointApi } from './joint-api.ts'
import type { JointMetrics } from './metrics.ts'
import { pages } from './pages/pages.ts'
import { printResult } from './print-result.ts'
import { toldLagMs } from './reading.ts'

/** What the process serves. */
export interface JointAppParts {
  readonly api: JointApi
  readonly tokens: TokenVerifier
  readonly standing: () => Standing
  /** Whether the picture has once followed the log and folded what was there. */
  readonly isReady: () => boolean
  readonly metrics: JointMetrics
  readonly alarm: Pick<Alarm, 'standing'>
  readonly logger: Logger
  /** Milliseconds since the Unix epoch. */
  readonly clock: Clock
  /** Whether callers show a certificate, which must then be one of their token's agency. */
  readonly asksForCertificates: boolean
  /** Requests a minute for each subject. */
  readonly mostPerMinute: number
}

/** The joint-operations process over HTTP: the API, its pages, and what operators look at. */
export const createApp = (parts: JointAppParts): Express => {
  const { api, metrics } = parts
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(requestLog(parts))
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: contentPolicy } }))

  app.get('/health/live', (_request, response) => void response.json({ status: 'live' }))
  app.get('/health/ready', readiness(parts))
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  app.use(pages())
  app.use('/graphql', callers(parts), (request, response) => void api(request, response))
  app.use(
    (_request, response) => void response.status(404).json({ error: 'See / for what this service offers.' }),
  )
  return app
}

/** Everything a page needs comes from here. */
const contentPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ['data:'],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

const readiness =
  ({ standing, isReady, alarm }: JointAppParts): RequestHandler =>
  (_request, response) => {
    const { stale, lagMs } = standing()
    response.status(isReady() ? 200 : 503).json({
      status: isReady() ? 'ready' : 'starting',
      stale,
      lagMs: toldLagMs({ lagMs }),
      alarm: alarm.standing(),
    })
  }

/** Counts requests by verified subject, and refused tokens by address, so that nobody can use up another's share. */
const callers = ({ tokens, clock, asksForCertificates, mostPerMinute }: JointAppParts): RequestHandler => {
  const limits = callerLimits({
    clock,
    readerOf: (_request, response) => response.locals.reader as Reader,
    knownPerMinute: mostPerMinute,
    answer: tooOften,
  })
  return async (request, response, next) => {
    const verified = await tokens.verify(bearerToken(request.headers.authorization))
    const shown =
      verified.ok && asksForCertificates && certificateOfCaller(verified.value.agency, request, clock())
    if (shown && !shown.ok) return refuse(response, 403, apiError('FORBIDDEN', shown.error.detail))
    if (verified.ok) {
      response.locals.reader = verified.value
      await limits.known(request, response, next)
    } else {
      await limits.refused(request, response, next)
    }
  }
}

const tooOften = (response: Response): void =>
  refuse(response, 429, apiError('LIMIT_EXCEEDED', 'Too many requests in the last minute. Send fewer.'))

const refuse = (response: Response, status: number, error: ReturnType<typeof apiError>): void => {
  response
    .status(status)
    .type('application/graphql-response+json')
    .send(printResult({ errors: [error] }))
}

/** One line a request: never a body, a token or a query. */
const requestLog =
  ({ logger, metrics }: JointAppParts): RequestHandler =>
  (request, response, next) => {
    const startMs = performance.now()
    const isStream = /text\/event-stream/.test(request.headers.accept ?? '')
    if (isStream) metrics.streamOpened()
    response.once('close', () => {
      if (isStream) metrics.streamClosed()
      const ms = Math.round((performance.now() - startMs) * 10) / 10
      const { method, originalUrl } = request
      const path = originalUrl.split('?', 1)[0]!
      // A caller who hung up has no status: 499, as proxies have it.
      const status = response.writableFinished ? response.statusCode : 499
      const reader = response.locals.reader as Reader | undefined
      metrics.request(routes.has(path) ? path : 'other', status, ms)
      const who = reader && { agency: reader.agency, subject: reader.subject }
      logger[status >= 500 ? 'error' : 'info']({ method, path, status, ms, ...who }, 'request')
    })
    next()
  }

const routes = new Set(['/', '/graphiql', '/graphql', '/health/live', '/health/ready', '/metrics'])
