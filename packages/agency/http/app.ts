import type { Clock, TokenVerifier } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'
import type { EventLog } from '@concord/kernel'
import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet, { type HelmetOptions } from 'helmet'
import type { Logger } from 'pino'
import type { CommandDesk } from '../commands/command-desk.ts'
import { type Problem, problem } from '../problem.ts'
import type { Alarm } from '../process/alarm.ts'
import { answerProblem, onlyMethods, problemOfError } from './answer.ts'
import { batchRoute } from './batch-route.ts'
import { knownCallers } from './caller.ts'
import { commandRoute } from './command-route.ts'
import { documentRoutes } from './document-routes.ts'
import { dryRunRoute } from './dry-run-route.ts'
import { healthRoutes } from './health-routes.ts'
import { type HeldRouteParts, heldRoute } from './held-route.ts'
import type { AgencyMetrics } from './metrics.ts'
import { recordsRoute } from './records-route.ts'
import { requestLog } from './request-log.ts'

/** How much one request may ask of the process. */
export interface AppLimits {
  /** Of a single command's body, and of a line of a batch. */
  readonly mostBodyBytes: number
  /** How long a single command's body may take to come in. */
  readonly bodyMs: number
  /** Requests a minute for each subject. */
  readonly mostPerMinute: number
  /** Lines of a batch that are worked on at a time, and their size together. */
  readonly mostLines: number
  readonly mostBatchBytes: number
}

/** What the API is made of. */
export interface AgencyAppParts extends Pick<HeldRouteParts, 'policy' | 'isDestroyed'> {
  readonly definition: Pick<AgencyDefinition, 'name' | 'title' | 'description' | 'events'>
  readonly log: EventLog
  readonly desk: CommandDesk
  readonly verifier: TokenVerifier
  readonly logger: Logger
  readonly metrics: AgencyMetrics
  readonly alarm: Pick<Alarm, 'standing'>
  readonly clock: Clock
  /** Whether callers show a certificate, which must then be one of their token's agency. */
  readonly asksForCertificates: boolean
  readonly limits: AppLimits
  /** Why no command may be taken at present; undefined while they may. */
  readonly halted: () => Problem | undefined
}

/** An agency's HTTP API. */
export const createApp = (parts: AgencyAppParts): Express => {
  const { definition, log, desk, verifier, logger, metrics, clock, limits, halted, asksForCertificates } =
    parts
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(requestLog(logger, metrics))
  app.use(helmet(forBrowsers))

  const known = knownCallers({ verifier, clock, asksForCertificates, mostPerMinute: limits.mostPerMinute })
  const open: express.RequestHandler = (_request, response, next) => {
    const reason = halted()
    if (reason) answerProblem(response, reason)
    else next()
  }
  // Routes are tried in their order, and this one is asked for most.
  app
    .route('/v1/incidents/:incident/commands/:command')
    .post(open, ...known, ...commandRoute(desk, limits))
    .all(onlyMethods('POST'))
  app
    .route('/v1/incidents/:incident/commands/:command/dry-run')
    .post(open, ...known, ...dryRunRoute(desk, definition, limits))
    .all(onlyMethods('POST'))

  app.use(healthRoutes(parts))
  app.use(documentRoutes(definition))

  const batchLimits = {
    mostLineBytes: limits.mostBodyBytes,
    mostLines: limits.mostLines,
    mostBytes: limits.mostBatchBytes,
  }
  app
    .route('/v1/commands')
    .post(open, ...known, batchRoute({ desk, events: definition.events, halted, limits: batchLimits }))
    .all(onlyMethods('GET', 'POST'))
  app
    .route('/v1/incidents/:incident/personal-data')
    .get(open, ...known, heldRoute(parts))
    .all(onlyMethods('GET'))
  app
    .route('/v1/incidents/:incident{/streams/:category{/:revision}}')
    .get(...known, recordsRoute(definition, log))
    .all(onlyMethods('GET'))

  app.use((_request, response) =>
    answerProblem(response, problem('unknown-path', 'See /docs for what this service offers.')),
  )
  app.use(lastResort(logger, limits.mostBodyBytes))
  return app
}

/**
 * The documentation is one page with one style sheet, both from here. Headers that today's browsers do not read, or read
 * of pages with scripts, are left out: every answer to a command would carry them.
 */
const forBrowsers: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
}

const lastResort =
  (logger: Logger, mostBodyBytes: number): ErrorRequestHandler =>
  (error, _request, response, _next) => {
    const expected = problemOfError(error, mostBodyBytes)
    if (!expected) logger.error({ err: error as unknown }, 'unexpected')
    answerProblem(
      response,
      expected ?? problem('unexpected', 'This is a fault of the service; it has been logged.'),
    )
    if (!response.writableEnded) response.destroy()
  }
