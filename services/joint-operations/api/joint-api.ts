import { bearerToken, type TokenVerifier } from '@concord/access'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import { codeOf } from './api-error.ts'
import { useAtLeast } from './at-least.ts'
import { type Arrival, useAuthentication } from './authentication.ts'
import { type ChangePlace, readPlace } from './change-place.ts'
import { closeError } from './close-errors.ts'
import type { ApiContext } from './context.ts'
import { useEventStream } from './event-stream.ts'
import { defaultLimits, type Limits, useLimits } from './limits/limits.ts'
import { rememberedDocuments } from './limits/remembered-documents.ts'
import { useReadableRequest } from './readable-request.ts'
import { type Reading, startReading } from './reading.ts'
import { schemaFor } from './schema/schema.ts'
import type { ApiServices } from './services.ts'
import { useStanding } from './standing-extension.ts'

/** What the API tells its operators; never anything of what was asked or answered. */
export interface ApiLog {
  error(fault: unknown): void
}

/** Limits other than the usual ones, and who is told of faults. */
export interface ApiOptions {
  readonly limits?: Partial<Limits>
  readonly log?: ApiLog
}

/** Answers requests, be they of express or of fetch. */
export type JointApi = YogaServerInstance<Arrival, ApiContext>

/**
 * The joint-operations API: GraphQL over HTTP, subscriptions over server-sent events, at `/graphql`. Every operation
 * needs a token; every answer is the fold of what its reader may see.
 */
export const createJointApi = (services: ApiServices, options: ApiOptions = {}): JointApi => {
  const limits = { ...defaultLimits, ...options.limits }
  const readingFor = (request: Request, { reader }: Arrival): Reading => {
    if (!reader) throw new Error('A request came through without a reader.')
    const { signal } = request
    return startReading(services, reader, {
      timeLimitMs: limits.timeMs,
      signal,
      resumeAfter: resumeAfter(request),
      recheck: () => isStillGood(services.tokens, request),
    })
  }
  const close = closedAndLogged(options.log)
  return createYoga<Arrival, ApiContext>({
    schema: schemaFor(services.agencies),
    graphqlEndpoint: '/graphql',
    plugins: [
      useAuthentication(services.tokens),
      useReadableRequest(),
      useEventStream(),
      useLimits(limits),
      useStanding(services),
      useAtLeast(services, readingFor, close),
    ],
    context: ({ request, ...arrival }) => ({ reading: readingFor(request, arrival) }),
    maskedErrors: { maskError: close },
    maxRequestBodySize: limits.bodyBytes,
    parserAndValidationCache: rememberedDocuments(),
    batching: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  })
}

/** A token that cannot be checked at present stays as good as it was. */
const isStillGood = async (tokens: TokenVerifier, request: Request): Promise<boolean> => {
  const verified = await tokens.verify(bearerToken(request.headers.get('authorization') ?? undefined))
  return verified.ok || verified.error.status === 503
}

/** Where a reconnecting client has come to. What is not a place is not there. */
const resumeAfter = (request: Request): ChangePlace | undefined => {
  const id = request.headers.get('last-event-id')
  return id === null ? undefined : readPlace(id)
}

/** Faults of ours are logged as they are; what the caller did wrong is the caller's to know. */
const closedAndLogged = (log: ApiLog | undefined) => (error: unknown) => {
  const closed = closeError(error)
  if (codeOf(closed) === 'INTERNAL') log?.error(error)
  return closed
}
