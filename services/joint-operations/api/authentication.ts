import { bearerToken, type Reader, type TokenVerifier } from '@concord/access'
import type { Plugin } from 'graphql-yoga'
import { apiError } from './api-error.ts'
import { printResult } from './print-result.ts'

/** What belongs to one request from its arrival on. */
export interface Arrival {
  reader?: Reader
}

/**
 * Lets nobody in without a valid token, whatever is asked. A refusal says what is wrong with the token and nothing
 * else; when the issuer's keys cannot be read it is 503 and UNAVAILABLE.
 */
export const useAuthentication = (tokens: TokenVerifier): Plugin<object, Arrival> => ({
  onRequest: async ({ request, serverContext, endResponse, fetchAPI }) => {
    const verified = await tokens.verify(bearerToken(request.headers.get('authorization') ?? undefined))
    if (verified.ok) {
      serverContext.reader = verified.value
      return
    }
    const { status, detail } = verified.error
    const code = status === 503 ? 'UNAVAILABLE' : 'UNAUTHENTICATED'
    const body = printResult({ errors: [apiError(code, detail)] })
    const accepted = request.headers.get('accept') ?? ''
    const type = accepted.includes('application/graphql-response+json')
      ? 'application/graphql-response+json'
      : 'application/json'
    endResponse(
      new fetchAPI.Response(body, {
        status,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          ...(status === 503 ? { 'retry-after': '5' } : { 'www-authenticate': 'Bearer' }),
        },
      }),
    )
  },
})
