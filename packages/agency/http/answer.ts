import type { Response } from 'express'
import { type Problem, type ProblemCode, problem } from '../problem.ts'

/**
 * Answers with a problem (RFC 9457), and with a link to the line of the documentation that explains it. Does nothing once
 * an answer has begun.
 */
export const answerProblem = (response: Response, failure: Problem): void => {
  if (response.headersSent) return
  if (failure.retryAfterS !== undefined) response.set('Retry-After', String(failure.retryAfterS))
  if (failure.status === 401) response.set('WWW-Authenticate', challenge(failure))
  response.links({ help: `/docs#${failure.code}` })
  // What is left of the body will not be read, so the connection cannot be used again.
  if (!response.req.complete) response.set('Connection', 'close')
  response.status(failure.status).type('application/problem+json').send(JSON.stringify(failure))
}

/** Answers with JSON, head and body in one write: for what is answered so often that the framework's way would tell. */
export const answerJson = (
  response: Response,
  status: number,
  headers: Readonly<Record<string, string>>,
  value: unknown,
): void => {
  const body = JSON.stringify(value)
  const type = 'application/json; charset=utf-8'
  response
    .writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
    .end(body)
}

/** A route's last resort for methods that it does not know. */
export const onlyMethods =
  (...methods: readonly string[]) =>
  (_request: unknown, response: Response): void => {
    response.set('Allow', methods.join(', '))
    answerProblem(response, problem('method-not-allowed', `This address takes ${methods.join(' or ')}.`))
  }

/** A revision as an entity tag (RFC 9110): `"3"`. */
export const entityTag = (revision: number): string => `"${revision}"`

/** RFC 6750: a request without any token is answered without an error code. */
const challenge = ({ reason, detail }: Problem): string =>
  reason === 'missing'
    ? 'Bearer realm="concord"'
    : `Bearer realm="concord", error="invalid_token", error_description="${detail.replaceAll(/["\\`]/g, "'")}"`

/** The problem behind an error of the framework: bodies that cannot be read, paths that cannot be decoded. */
export const problemOfError = (error: unknown, mostBodyBytes: number): Problem | undefined => {
  const { type, status } = error as { readonly type?: string; readonly status?: number }
  const known: Partial<Record<string, readonly [ProblemCode, string]>> = {
    'entity.parse.failed': ['malformed-json', 'The body is not a JSON text in UTF-8.'],
    'entity.verify.failed': ['malformed-json', 'The body is not a JSON text in UTF-8.'],
    'entity.too.large': ['body-too-large', `A body has at most ${mostBodyBytes} bytes.`],
    'encoding.unsupported': ['unsupported-media-type', 'Send the body as it is, without a content encoding.'],
    'charset.unsupported': ['unsupported-media-type', 'Send the body in UTF-8.'],
    'request.aborted': ['incomplete-body', 'The body ended before it was complete.'],
    'request.size.invalid': ['incomplete-body', 'The body is not as long as its Content-Length says.'],
  }
  const [code, detail] = known[type ?? ''] ?? []
  if (code && detail) return problem(code, detail)
  return status === 400 ? problem('unknown-path', 'The address cannot be decoded.') : undefined
}
