import { expect, test } from 'vitest'
import { gradingOf } from './grading.ts'

const marking = { tlp: 'AMBER' } as const

test.each([
  ['a detail for the 3x5x2 scale', { grading3x5x2: '2-B-C' }, { scale: '3x5x2', grade: '2-B-C' }],
  ['a detail for the 4x4 scale', { grading4x4: 'B2' }, { scale: '4x4', grade: 'B2' }],
  ['a detail for the Admiralty scale', { admiralty: 'B2' }, { scale: 'admiralty', grade: 'B2' }],
  ['a detail of scale and grade', { grading: { scale: '4x4', grade: 'A1' } }, { scale: '4x4', grade: 'A1' }],
  ['no detail that names a scale', { grade: 'B2' }, undefined],
  ['a scale that nobody knows', { grading: { scale: 'ours', grade: 'good' } }, undefined],
  ['no details at all', null, undefined],
])('a report with %s is graded so', (_, data, grading) => {
  expect(gradingOf({ data, marking })).toEqual(grading)
})

test('what the marking says comes first', () => {
  const grading = { scale: 'admiralty', grade: 'C3' } as const
  expect(gradingOf({ data: { grading4x4: 'B2' }, marking: { ...marking, grading } })).toEqual(grading)
})
