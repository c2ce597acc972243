import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSameQuantity, type Quantity } from './quantity.ts'

const q = (value: Quantity['value'], unit?: string): Quantity => ({ value, unit })

test.each([
  [q(500, 'ha'), q(5, 'km2')],
  [q(0.3, 'km²'), q(30, 'ha')],
  [q(1.1, 'km'), q(1100, 'm')],
  [q(36, 'km/h'), q(10, 'm/s')],
  [q(90, 'min'), q(1.5, 'h')],
  [q(0.22, 'mSv/h'), q(220, 'uSv/h')],
  [q(3.7, 'TBq'), q(3700, 'GBq')],
  [q(500), q(500, 'ha')],
  [q(3, 'people'), q(3, 'persons')],
  [q('north', 'ha'), q('north')],
])('%o is %o', (one, other) => {
  expect(isSameQuantity(one, other)).toBe(true)
})

test.each([
  [q(500, 'ha'), q(500, 'km2')],
  [q(500, 'ha'), q(5.001, 'km2')],
  [q(220, 'mSv/h'), q(220, 'uSv/h')],
  [q(3, 'km'), q(3, 'ha')],
  [q(3, 'people'), q(4, 'persons')],
  [q('3', 'km'), q(3, 'km')],
  [q(['a', 'b']), q(['b', 'a'])],
])('%o is not %o', (one, other) => {
  expect(isSameQuantity(one, other)).toBe(false)
})

test('words are the same in capitals or not, and nothing else is', () => {
  expect(isSameQuantity({ value: 'Ammonia' }, { value: 'ammonia ' })).toBe(true)
  expect(isSameQuantity({ value: 'ammonia' }, { value: 'chlorine' })).toBe(false)
  expect(isSameQuantity({ value: '7' }, { value: 7 })).toBe(false)
})

test('of two statements it makes no difference which is looked at first', () => {
  const anyQuantity = fc.record({
    value: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom('5', '5000 m2', true)),
    unit: fc.constantFrom(undefined, 'ha', 'km2', 'm2', 'km', 'm', 'people'),
  })
  fc.assert(
    fc.property(anyQuantity, anyQuantity, (one, other) => {
      expect(isSameQuantity(one, other)).toBe(isSameQuantity(other, one))
    }),
  )
})
