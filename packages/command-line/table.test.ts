import { expect, test } from 'vitest'
import { table } from './table.ts'

const head = ['id', 'kind', 'lead', 'agencies']
const rows = [
  ['INC-ESC', 'prison-escape', 'police', 'border corrections police'],
  ['INC-FIRE', 'wildfire', '', 'border'],
]
const least = { kind: 8, lead: 0, agencies: 8 }

test('columns are as wide as their widest value where nothing limits them', () => {
  expect(table(head, rows, { width: undefined, least })).toEqual([
    'id        kind           lead    agencies',
    'INC-ESC   prison-escape  police  border corrections police',
    'INC-FIRE  wildfire               border',
  ])
})

test('in a narrow window values are shortened, those on the right first', () => {
  expect(table(head, rows, { width: 46, least })).toEqual([
    'id        kind           lead    agencies',
    'INC-ESC   prison-escape  police  border corre…',
    'INC-FIRE  wildfire               border',
  ])
})

test('in a narrower one a column that need not be there goes, before what stands on its left is shortened', () => {
  expect(table(head, rows, { width: 30, least })).toEqual([
    'id        kind        agencies',
    'INC-ESC   prison-es…  border …',
    'INC-FIRE  wildfire    border',
  ])
})

test('nothing is shortened beyond its least, and what has none stays whole', () => {
  const lines = table(head, rows, { width: 1, least })
  expect(lines[1]).toBe('INC-ESC   prison-…  border …')
})
