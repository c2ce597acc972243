import { expect } from 'vitest'
import { problemAnswer } from '../documents/answer-schemas.ts'
import type { HttpAnswer } from './agency-in-test.ts'

/** Expects a refusal as RFC 9457 has it, of this code and status. */
export const expectProblem = (
  { status, headers, body }: HttpAnswer,
  code: string,
  expected: number,
): void => {
  expect([body.code, status]).toEqual([code, expected])
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(headers.get('link')).toBe(`</docs#${code}>; rel="help"`)
  expect(problemAnswer.safeParse(body).error).toBeUndefined()
}
