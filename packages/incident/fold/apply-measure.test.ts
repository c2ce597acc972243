import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { incidentTopic } from '../changes/topic.ts'
import { diseases } from '../vocabulary/disease.ts'
import { viewOf } from './as-of.ts'

type Step = readonly [type: string, data: object]

const after = (...steps: readonly Step[]) =>
  viewOf(
    incidentTopic('INC-1'),
    steps.map(([type, data], index) => recorded(happened(type, data), index)),
    diseases.view,
  )!

const measuresAfter = (...steps: readonly Step[]) =>
  after(...steps).measures.map(({ measure, state, areas }) => [measure, state, areas])

const imposed: Step = ['QuarantineImposed', { soums: ['2110', '2104'] }]
const liftedIn = (...soums: readonly string[]): Step => ['QuarantineLifted', { soums }]

test('what is lifted in one of its areas goes on in the others, until it is lifted in the last', () => {
  const name = 'quarantine 2110 2104'
  expect(measuresAfter(imposed, liftedIn('2110'))).toEqual([[name, 'imposed', ['2104']]])
  expect(measuresAfter(imposed, liftedIn('2110'), liftedIn('2104'))).toEqual([[name, 'lifted', ['2104']]])
  expect(measuresAfter(imposed, liftedIn('2110', '2104', '2119'))).toMatchObject([[name, 'lifted', {}]])
  expect(measuresAfter(imposed, liftedIn())).toMatchObject([[name, 'lifted', {}]])
})

test('what is lifted elsewhere, or by a name of its own, leaves in force what is not meant', () => {
  expect(measuresAfter(imposed, liftedIn('2119'))).toMatchObject([
    ['quarantine 2110 2104', 'imposed', ['2110', '2104']],
    ['quarantine 2119', 'lifted', ['2119']],
  ])
  const another: Step = ['QuarantineLifted', { quarantine: 'Q-2', soums: ['2110'] }]
  expect(measuresAfter(imposed, another)[0]).toEqual(['quarantine 2110 2104', 'imposed', ['2110', '2104']])
})

test('what is extended to further areas is the same measure in all of them', () => {
  const extended: Step = ['QuarantineExtended', { soums: ['2104', '2119'], until: '2026-02-01' }]
  expect(measuresAfter(imposed, extended)).toEqual([
    ['quarantine 2110 2104', 'extended', ['2110', '2104', '2119']],
  ])
})

test('a quarantine is in force for as long as it holds anywhere', () => {
  const inForce = (...steps: readonly Step[]) =>
    after(...steps)
      .facts.find(({ name }) => name === 'inForce')!
      .statements.map(({ value }) => value)
  expect(inForce(imposed, liftedIn('2110'))).toEqual([true])
  expect(inForce(imposed, liftedIn('2110'), liftedIn('2104'))).toEqual([false])
})
