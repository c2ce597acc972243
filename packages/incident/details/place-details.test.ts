import { expect, test } from 'vitest'
import { areasOf, placeOf } from './place-details.ts'

test('areas count whatever a country calls them, one or several, in letters or in digits, each once', () => {
  const told = { soum: '2110', areas: ['2110', '2104'], district: 12, provinces: ['North'], sector: 'S-1' }
  expect(areasOf(told)).toEqual(['2110', '2104', '12', 'North'])
})

test('what says nowhere places nothing', () => {
  expect(placeOf({ lat: 49.6 })).toEqual([])
  expect(placeOf({ region: 'D-12' } as object)).toEqual([
    { change: 'place', name: undefined, areas: ['D-12'] },
  ])
})
