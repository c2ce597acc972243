/** How a call ends: gRPC's codes, and the typed errors that the client recognises by their trailers. */

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

export interface Status {
  readonly code: number
  readonly message: string
  /** Further trailers: `exception` and the details that the client's error class reads. */
  readonly details?: Readonly<Record<string, string>>
}

export const ok: Status = { code: codes.ok, message: '' }

export const cancelled = (reason: string): Status => ({ code: codes.cancelled, message: reason })

export const invalidArgument = (message: string): Status => ({ code: codes.invalidArgument, message })

export const deadlineExceeded: Status = {
  code: codes.deadlineExceeded,
  message: 'The deadline passed before the node could answer.',
}

export const unimplemented = (message: string): Status => ({ code: codes.unimplemented, message })

export const goingDown = 'The node is shutting down.'

export const unavailable = (message: string): Status => ({ code: codes.unavailable, message })

export const unauthenticated: Status = {
  code: codes.unauthenticated,
  message: 'The user name or the password is wrong.',
}

export const accessDenied = (message: string): Status => ({
  code: codes.permissionDenied,
  message,
  details: { exception: 'access-denied' },
})

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

export const maximumAppendSizeExceeded = (limit: number): Status => ({
  code: codes.invalidArgument,
  message: `Maximum append size of ${limit} bytes exceeded.`,
  details: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) },
})
