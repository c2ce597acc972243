import { expect, test } from 'vitest'
import { boxOf } from './incident-filter.ts'

const earth = { west: -180, south: -90, east: 180, north: 90 }

test('a box may be the whole earth, and may cross the date line', () => {
  expect(boxOf(earth)).toEqual(earth)
  expect(boxOf({ ...earth, west: 170, east: -170 })).toMatchObject({ west: 170, east: -170 })
})

test.each<Partial<typeof earth>>([
  { west: -180.1 },
  { west: 180.1 },
  { east: 180.1 },
  { east: -180.1 },
  { south: -90.1 },
  { north: 90.1 },
  { south: 48, north: 47 },
])('a box beyond an end of the earth, or on its head, is refused: %o', (said) => {
  expect(() => boxOf({ ...earth, ...said })).toThrow('A box needs longitudes')
})
