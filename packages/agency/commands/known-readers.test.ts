import { expect, test } from 'vitest'
import { unknownReaders } from './known-readers.ts'

const known = {
  agencies: ['police', 'border', 'corrections', 'emergency', 'joc'],
  partners: ['buryatia'],
}
const marked = (...releaseTo: string[]) => ({ tlp: 'AMBER' as const, releaseTo })

test('agencies and registered partners are known; what names nobody is fine', () => {
  expect(unknownReaders(known, marked('police', 'buryatia'))).toEqual([])
  expect(unknownReaders(known, undefined)).toEqual([])
  expect(unknownReaders(known, { tlp: 'CLEAR' })).toEqual([])
})

test('who is not known is told where, with the agencies that are called nearly so, and never a partner', () => {
  const [first, ...others] = unknownReaders(known, marked('joc', 'boarder', 'buryatja'))
  expect(first).toEqual({
    pointer: '#/marking/releaseTo/1',
    detail:
      'is neither an agency that takes part nor a registered partner; the nearest agencies are border, police, joc',
  })
  expect(others).toHaveLength(1)
  expect(others[0]!.pointer).toBe('#/marking/releaseTo/2')
  expect(JSON.stringify(others)).not.toContain('buryatia')
})
