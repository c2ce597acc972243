import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { details } from './details.ts'
import { isJson } from './is-json.ts'

describe('what nobody agreed on', () => {
  test('is kept as it came, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent = JSON.parse(JSON.stringify({ further: value })) as { further: unknown }
        fc.pre(!JSON.stringify(sent).includes('"__proto__"'))
        expect(details({}).parse(sent)).toEqual(sent)
      }),
    )
  })

  test.each([
    ['nothing', undefined],
    ['not a number', Number.NaN],
    ['beyond all numbers', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a whole number of another kind', 1n],
    ['a function', () => 1],
    ['an object that would change what it is', JSON.parse('{"__proto__":{}}')],
    ['nested a hundred thousand levels deep', JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['an object nested so deep', JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)],
  ])('is refused where it is %s, however deep', (_what, value) => {
    expect(isJson(value)).toBe(false)
    expect(details({}).safeParse({ further: [{ deep: value }] }).success).toBe(false)
  })
})
