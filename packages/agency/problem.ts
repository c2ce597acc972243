/**
 * Every way in which a request can fail, with its status and a title that is the same each time. The list is closed and
 * part of the API: a client can rely on `code` and needs to read neither `title` nor `detail`.
 */
export const problems = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'missing-key': { status: 400, title: 'The command has no idempotency key' },
  'malformed-key': { status: 400, title: 'The idempotency key is not a UUID' },
  'malformed-precondition': { status: 400, title: 'The precondition cannot be read' },
  'malformed-query': { status: 400, title: 'The query cannot be read' },
  'incomplete-body': { status: 400, title: 'The body ended early' },
  'token-refused': { status: 401, title: 'The caller is not known' },
  'foreign-agency': { status: 403, title: 'The caller belongs to another agency' },
  'foreign-record': { status: 403, title: 'The record belongs to another agency' },
  'role-not-permitted': { status: 403, title: "The caller's role does not permit this" },
  'unknown-path': { status: 404, title: 'There is nothing at this address' },
  'unknown-command': { status: 404, title: 'There is no such command' },
  'unknown-incident': { status: 404, title: 'There is no such incident' },
  'unknown-record': { status: 404, title: 'There is no such record' },
  'method-not-allowed': { status: 405, title: 'This address does not support the method' },
  'body-too-slow': { status: 408, title: 'The body came too slowly' },
  rejected: { status: 409, title: 'The command is not possible in the present state' },
  'key-in-progress': { status: 409, title: 'The same command is still running' },
  contended: { status: 409, title: 'Others keep writing to the same stream' },
  'stale-revision': { status: 412, title: 'The record has changed' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'invalid-command': { status: 422, title: 'The command is incomplete or wrong' },
  'time-in-the-future': { status: 422, title: 'A time lies in the future' },
  'key-reused': { status: 422, title: 'The idempotency key was used for another command' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'damaged-record': { status: 500, title: 'The record cannot be relied on' },
  unexpected: { status: 500, title: 'Something unexpected went wrong' },
  'store-unavailable': { status: 503, title: 'The event store cannot be reached' },
  'signing-key-ended': { status: 503, title: "The agency's signing key has ended" },
  'sealing-unavailable': { status: 503, title: 'Data about persons cannot be sealed' },
  'keys-unavailable': { status: 503, title: 'Tokens cannot be checked' },
  overloaded: { status: 503, title: 'The service is overloaded' },
  stopping: { status: 503, title: 'The service is stopping' },
} as const

/** What a client relies on. */
export type ProblemCode = keyof typeof problems

/** A failure as RFC 9457 describes it. Never holds anything of a token, nor the value that was refused. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  /** Why a decider said no: a noun of the agency, such as `task-not-accepted`. */
  readonly rejection?: string
  /** Why a token was refused. */
  readonly reason?: string
  /** Each field that is wrong, as a JSON pointer into the body. */
  readonly errors?: readonly FieldError[]
  /** Where the stream is now; null when it does not exist. */
  readonly current?: number | null
  /** After how many seconds a repeat may succeed. Sent as `Retry-After` too. */
  readonly retryAfterS?: number
}

/** A field that is wrong: where it stands, and what is wrong with it. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

type Extras = Pick<Problem, 'rejection' | 'reason' | 'errors' | 'current' | 'retryAfterS'>

/** The problem with this code. */
export const problem = (code: ProblemCode, detail: string, extras: Extras = {}): Problem => ({
  type: `urn:concord:problem:${code}`,
  title: problems[code].title,
  status: problems[code].status,
  detail,
  code,
  ...extras,
})
