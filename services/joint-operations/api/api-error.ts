import { GraphQLError } from 'graphql'

/**
 * Every code an error of this API can carry in `extensions.code`; the list is closed.
 *
 * UNAUTHENTICATED: no valid token. FORBIDDEN: the token's role does not allow it. BAD_REQUEST: not a valid GraphQL
 * request for this schema. BAD_INPUT: an argument is out of its range or malformed. LIMIT_EXCEEDED: too deep, too
 * costly, too long or too often. UNAVAILABLE: the answer could not be had at present; ask again. INTERNAL: a fault of
 * ours, logged and not described.
 *
 * There is no code for what does not exist: it is null or an empty list, and so is what the reader may not see.
 */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_REQUEST',
  'BAD_INPUT',
  'LIMIT_EXCEEDED',
  'UNAVAILABLE',
  'INTERNAL',
] as const

/** One of {@link errorCodes}. */
type ErrorCode = (typeof errorCodes)[number]

/** An error that the caller is told as it is. `status` is the HTTP status where the whole request fails. */
export const apiError = (code: ErrorCode, message: string, status?: number): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code, ...(status === undefined ? {} : { http: { status } }) },
  })

/** The code an error carries, when it is one of ours. */
export const codeOf = (error: { readonly extensions?: Readonly<Record<string, unknown>> | undefined }) =>
  errorCodes.find((code) => code === error.extensions?.code)
