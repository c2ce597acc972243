import { expect, test } from 'vitest'
import { placeText, readPlace } from './change-place.ts'

test('a place is read as it was written, and goes on before the release it lies beside', () => {
  expect(placeText({ after: 120n })).toBe('120')
  expect(placeText({ after: 90n, released: 120n })).toBe('120.1')
  expect(readPlace('120')).toEqual({ after: 120n })
  expect(readPlace('120.1')).toEqual({ after: 119n, released: 120n })
})

test.each(['', 'x', '-1', '1.2', '1.1.1', '99999999999999999999'])('%j is no place', (text) => {
  expect(readPlace(text)).toBeUndefined()
})
