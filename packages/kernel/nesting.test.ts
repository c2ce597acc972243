import { expect, test } from 'vitest'
import { isWithinLevels } from './nesting.ts'

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(levels / 2)}${']}'.repeat(levels / 2)}`)

test.each([
  ['what is no object', 'text', true],
  ['nothing', null, true],
  ['what a door lets through', nested(32), true],
  ['many beside each other', Array.from({ length: 10_000 }, () => ({ a: [] })), true],
  ['what is deeper than anybody records', nested(140), false],
  ['what is deeper than any recursion goes', nested(200_000), false],
])('%s', (_what, value, expected) => {
  expect(isWithinLevels(value)).toBe(expected)
})
