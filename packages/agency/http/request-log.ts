import { randomUUID } from 'node:crypto'
import type { Reader } from '@concord/access'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { AgencyMetrics } from './metrics.ts'

/** One line a request: never a body, a token or a query. `X-Request-Id` in the answer names the line. */
export const requestLog =
  (logger: Logger, metrics: AgencyMetrics): RequestHandler =>
  (request, response, next) => {
    const id = randomUUID()
    const startMs = performance.now()
    response.set('X-Request-Id', id)
    response.once('close', () => {
      const ms = Math.round((performance.now() - startMs) * 10) / 10
      const { method, path } = request
      const route = typeof request.route?.path === 'string' ? request.route.path : 'none'
      // A caller who hung up has no status: 499, as proxies have it.
      const status = response.writableFinished ? response.statusCode : 499
      metrics.request(route, method, status, ms)
      const { reader, tally } = response.locals as { reader?: Reader; tally?: object }
      const who = reader && { agency: reader.agency, subject: reader.subject }
      logger[status >= 500 ? 'error' : 'info']({ id, method, path, status, ms, ...who, ...tally }, 'request')
    })
    next()
  }
