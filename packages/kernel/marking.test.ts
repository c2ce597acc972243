import { expect, test } from 'vitest'
import { type Marking, markingWithin } from './marking.ts'

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
