import type { Plugin } from 'graphql-yoga'
import { apiError } from './api-error.ts'

/**
 * Answers a request whose parts are no JSON as what it is, the caller's fault: yoga says so of a body, but not of the variables in
 * an address or a form.
 */
export const useReadableRequest = (): Plugin => ({
  onRequestParse: ({ requestParser, setRequestParser }) => {
    if (!requestParser) return
    setRequestParser(async (request) => {
      try {
        return await requestParser(request)
      } catch (error) {
        throw error instanceof SyntaxError ? apiError('BAD_REQUEST', NO_JSON, 400) : error
      }
    })
  },
})

const NO_JSON = 'variables and extensions must be JSON.'
