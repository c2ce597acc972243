import type { Marking } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPolicy } from '../policy/policy.ts'
import { markingWithin } from './marking-within.ts'

const names = ['police', 'border', 'abroad']
const policy = createPolicy({ agencies: ['joc', 'police', 'border'], partners: ['abroad'] })
const anyMarking: fc.Arbitrary<Marking> = fc.record(
  {
    tlp: fc.constantFrom('RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR'),
    releaseTo: fc.uniqueArray(fc.constantFrom(...names)),
  },
  { requiredKeys: ['tlp'] },
)

test('who sees what is marked within several markings sees what is marked with each of them', () => {
  fc.assert(
    fc.property(fc.array(anyMarking, { minLength: 1, maxLength: 4 }), (markings) => {
      const sees = (reader: string, marking: Marking) => policy.mayRead(reader, 'joc', marking, false).ok
      const within = markingWithin(markings)
      for (const reader of names.filter((name) => sees(name, within))) {
        expect(markings.every((marking) => sees(reader, marking))).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})

test.each<[readonly Marking[], Marking]>([
  [[{ tlp: 'AMBER', releaseTo: ['joc'] }], { tlp: 'AMBER', releaseTo: ['joc'] }],
  [[{ tlp: 'GREEN' }, { tlp: 'CLEAR' }], { tlp: 'GREEN' }],
  [
    [
      { tlp: 'AMBER', releaseTo: ['joc', 'border'] },
      { tlp: 'RED', releaseTo: ['joc'] },
    ],
    { tlp: 'RED', releaseTo: ['joc'] },
  ],
  [[{ tlp: 'GREEN' }, { tlp: 'AMBER', releaseTo: ['joc'] }], { tlp: 'AMBER', releaseTo: [] }],
])('within %j is %j', (markings, expected) => {
  expect(markingWithin(markings)).toEqual(expected)
})
