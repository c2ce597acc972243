import { type Happened, happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { incidentTopic } from '../changes/topic.ts'
import { conflictsOf } from '../conflicts/conflicts-of.ts'
import { viewOf } from '../fold/as-of.ts'
import { diseases } from './disease.ts'

const picture = (...told: readonly Happened[]) =>
  viewOf(
    incidentTopic('INC-1'),
    told.map((one, index) => recorded(one, index)),
    diseases.view,
  )!

const by = (agency: string, type: string, data: object = {}) => happened(type, data, { agency })

const suspected = by('border', 'DiseaseSuspected', { disease: 'measles', cases: 3 })
const confirmed = by('health', 'DiseaseConfirmed', { disease: 'measles', cases: 5, severity: 'Moderate' })

const statusOf = (...told: readonly Happened[]) =>
  picture(...told)
    .facts.find(({ name }) => name === 'status')!
    .statements.map(({ agency, value }) => [agency, value])

test('what one agency suspects and another confirms is confirmed, and nobody contradicts anybody', () => {
  expect(statusOf(suspected)).toEqual([['border', 'suspected']])
  expect(statusOf(suspected, confirmed)).toEqual([['health', 'confirmed']])
  expect(statusOf(confirmed, suspected)).toEqual([['health', 'confirmed']])
  expect(statusOf(suspected, by('police', 'DiseaseSuspected'))).toHaveLength(2)
  expect(statusOf(confirmed, by('vets', 'DiseaseConfirmed'))).toHaveLength(2)
})

test('whoever confirmed it and suspects a further case has confirmed it all the same', () => {
  const furtherCase = by('health', 'DiseaseSuspected', { disease: 'measles' })
  expect(statusOf(confirmed, furtherCase)).toEqual([['health', 'confirmed']])
  expect(statusOf(suspected, by('border', 'DiseaseConfirmed'))).toEqual([['border', 'confirmed']])
})

test.each([
  ['is over', by('health', 'DiseaseResolved')],
  ['was ruled out', by('health', 'DiseaseResolved', { status: 'ruled-out' })],
  ['was found to be none', by('health', 'DiseaseSuspected', { status: 'refuted' })],
])('what %s is suspected anew by anybody', (_, ended) => {
  expect(statusOf(confirmed, ended)).toHaveLength(1)
  expect(statusOf(confirmed, ended, suspected)).toEqual([['border', 'suspected']])
  expect(statusOf(confirmed, ended, by('health', 'DiseaseSuspected'))).toEqual([['health', 'suspected']])
})

test('how many fell ill is a fact about the disease, and two agencies that count otherwise are in conflict', () => {
  const conflicts = conflictsOf(picture(suspected, confirmed), [], () => undefined)
  expect(conflicts).toMatchObject([{ about: 'disease', name: 'cases' }])
  expect(picture(suspected, confirmed).severity).toBe('Moderate')
})
