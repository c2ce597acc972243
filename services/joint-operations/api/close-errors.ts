import { GraphQLError } from 'graphql'
import { type PictureRefusal, PictureRefused } from '../picture/asked/refused.ts'
import { apiError, codeOf } from './api-error.ts'

/**
 * Makes any error one of the closed list. What GraphQL itself finds wrong with a request is BAD_REQUEST, an argument
 * that a scalar refuses is BAD_INPUT; whatever else was thrown is ours and is not described to the caller.
 */
export const closeError = (error: unknown): GraphQLError => {
  if (!(error instanceof GraphQLError)) return internal()
  // Yoga repeats a body that is no JSON, and it may hold what was meant for nobody's screen.
  if ('originalError' in error.extensions) return apiError('BAD_REQUEST', error.message, 400)
  if (codeOf(error)) return error
  const cause = rootCause(error)
  if (cause instanceof GraphQLError && codeOf(cause)) return withCode(error, codeOf(cause)!)
  if (cause instanceof PictureRefused) return told(error, cause.refusal)
  if (cause !== undefined && !(cause instanceof GraphQLError)) return internal(error)
  // The parts of yoga that refuse a request for its size or form say so by an HTTP status of their own.
  const status = (error.extensions.http as { status?: number } | undefined)?.status
  return withCode(error, status === 413 ? 'LIMIT_EXCEEDED' : 'BAD_REQUEST')
}

/** The same for every error of a result. */
export const closeErrors = <Result extends { readonly errors?: readonly unknown[] | undefined }>(
  result: Result,
): Result => (result.errors ? { ...result, errors: result.errors.map(closeError) } : result)

const INTERNAL = 'This could not be answered because of a fault of the service. It has been logged.'

const internal = (at?: GraphQLError): GraphQLError =>
  at?.path
    ? new GraphQLError(INTERNAL, { path: at.path, nodes: at.nodes ?? null, extensions: { code: 'INTERNAL' } })
    : apiError('INTERNAL', INTERNAL, 500)

const told = (error: GraphQLError, { code, detail }: PictureRefusal): GraphQLError =>
  new GraphQLError(detail, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    extensions: { code: code === 'TOO_MANY' ? 'LIMIT_EXCEEDED' : 'BAD_INPUT' },
  })

/** What is wrong is repeated with its error, and each of fifty errors may repeat all that was sent. */
const LONGEST_MESSAGE = 500

const shortened = (message: string): string =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message

const withCode = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(shortened(error.message), {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...error.extensions, code },
  })

const rootCause = (error: GraphQLError): Error | undefined => {
  let cause: Error | undefined = error.originalError
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}
