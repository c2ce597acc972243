import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseConfigured } from './configured.ts'
import { UsageError } from './usage-error.ts'

const schema = z.strictObject({ days: z.number() })
const parsed = (text: string) => () =>
  parseConfigured('CONCORD_RULES: rules.json cannot be read', text, schema)

test('what fits is given as it is', () => {
  expect(parsed('{"days":7}')()).toEqual({ days: 7 })
})

test('what is no JSON is said to be none, and nothing of it is quoted', () => {
  expect(parsed('-----BEGIN PRIVATE KEY-----')).toThrow(
    new UsageError('CONCORD_RULES: rules.json cannot be read: it is not JSON'),
  )
})

test('what does not fit is named by its place', () => {
  expect(parsed('{"days":"seven"}')).toThrow(/^CONCORD_RULES: rules\.json cannot be read: .*\n.*days/)
})
