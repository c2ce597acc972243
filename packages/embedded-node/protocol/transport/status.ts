/** How a call ends: gRPC's codes, and the typed errors that the client recognises by their trailers. */

/** The codes of gRPC that the node ends calls with: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const codes = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const

/**
 * How a call ends, as it goes into the trailers `grpc-status` and `grpc-message`. A message is for people; clients go
 * by code and details.
 */
export interface Status {
  readonly code: number
  readonly message: string
  /** Further trailers: `exception` and the details that the client's error class reads. */
  readonly details?: Readonly<Record<string, string>>
}

/** The call did what it was asked for. Its message is not sent. */
export const ok: Status = { code: codes.ok, message: '' }

/** Ended before it was done: by the client, by a connection that failed, by a shutdown. */
export const cancelled = (reason: string): Status => ({ code: codes.cancelled, message: reason })

/** The request cannot be understood, or asks for what cannot be; sent again it is refused again. */
export const invalidArgument = (message: string): Status => ({ code: codes.invalidArgument, message })

/** The client's own deadline has passed. What the call was to write may be written. */
export const deadlineExceeded: Status = {
  code: codes.deadlineExceeded,
  message: 'The deadline passed before the node could answer.',
}

/** The node does not do this; another server of the protocol may. */
export const unimplemented = (message: string): Status => ({ code: codes.unimplemented, message })

/** What callers read when the node is stopped. */
export const goingDown = 'The node is shutting down.'

/** Not now: the same call may do later, or on another node. */
export const unavailable = (message: string): Status => ({ code: codes.unavailable, message })

/** No such user, or not with this password; which of the two, nobody is told. */
export const unauthenticated: Status = {
  code: codes.unauthenticated,
  message: 'The user name or the password is wrong.',
}

/** The caller is known and may not. The client makes its `AccessDeniedError` of it. */
export const accessDenied = (message: string): Status => ({
  code: codes.permissionDenied,
  message,
  details: { exception: 'access-denied' },
})

/** The stream is ended for ever. The client makes its `StreamDeletedError` of it. */
export const streamDeleted = (stream: string): Status => ({
  code: codes.failedPrecondition,
  message: `Event stream '${stream}' is deleted.`,
  details: { exception: 'stream-deleted', 'stream-name': stream },
})

/** `expected` and `actual` as the protocol counts them: -1 no stream, -2 any, -4 stream exists. */
export const wrongExpectedVersion = (
  stream: string,
  expected: bigint,
  actual: bigint | undefined,
): Status => ({
  code: codes.failedPrecondition,
  message: `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual ?? -1n}`,
  details: {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    ...(actual === undefined ? {} : { 'actual-version': String(actual) }),
  },
})

/** An append of more than `limit` bytes. The client makes its `MaxAppendSizeExceededError` of it. */
export const maximumAppendSizeExceeded = (limit: number): Status => ({
  code: codes.invalidArgument,
  message: `Maximum append size of ${limit} bytes exceeded.`,
  details: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) },
})
