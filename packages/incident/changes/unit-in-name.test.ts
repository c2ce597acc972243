import { expect, test } from 'vitest'
import { unitInName } from './unit-in-name.ts'

test.each([
  ['areaKm2', 'km2'],
  ['windMs', 'm/s'],
  ['gustMs', 'm/s'],
  ['waitH', 'h'],
  ['delayMin', 'min'],
  ['litres', 'l'],
  ['litresLeaked', 'l'],
  ['volumeLitres', 'l'],
  ['leakLpm', 'l/min'],
  ['voltageKv', 'kV'],
  ['temperatureC', 'Cel'],
])('%s is in %s', (name, unit) => {
  expect(unitInName(name)).toBe(unit)
})

test.each(['temperatureMin', 'latencyMs', 'crewsH', 'gradeC', 'metresquared', 'tonnesque', 'count'])(
  '%s says no unit',
  (name) => {
    expect(unitInName(name)).toBeUndefined()
  },
)
