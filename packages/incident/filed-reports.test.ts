import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agreed } from './agreed-view.ts'

const changesOf = (reportType: string, told: object = {}) =>
  agreed
    .view(recorded(happened('ReportFiled', { reportType, ...told }), 0, undefined, 'police-INC-1'))
    .filter(({ change }) => change !== 'describe')

test.each([
  ['HostageTakingReported', 'held'],
  ['PassengerKidnapped', 'held'],
  ['HostagesFreed', 'released'],
  ['ReleasedOnConditions', 'released'],
  ['DriverRescued', 'found'],
  ['TouristsMissing', 'missing'],
  ['MissingHikersReported', 'missing'],
  ['SmugglerArrested', 'detained'],
  ['DetaineeEscaped', 'at-large'],
  ['IdentityConfirmed', 'identified'],
  ['CustodyRestored', 'in-custody'],
  ['PrisonerReturnedToPrison', 'in-custody'],
  ['SubjectFoundDead', 'dead'],
  ['HikerKilled', 'dead'],
  ['DeathConfirmed', 'dead'],
  ['BodiesRecovered', 'dead'],
])('a report called %s says that those whom it is about are %s', (reportType, status) => {
  expect(changesOf(reportType, { subject: 'H-1', subjects: ['H-2'] })).toEqual([
    { change: 'person', subject: 'H-1', status },
    { change: 'person', subject: 'H-2', status },
  ])
})

test.each([
  'WeaponFound',
  'SceneReleased',
  'HostageTalksBegun',
  'EscapeRouteFound',
  'DeathThreatReported',
  'WitnessHeard',
])('a report called %s says nothing of how somebody is', (reportType) => {
  expect(changesOf(reportType, { subject: 'S-1' })).toEqual([])
})

test('what goes on for a while is one thing from its beginning to its end', () => {
  const about = ['HungerStrikeStarted', 'HungerStrikeUpdated', 'HungerStrikeEnded'].map((reportType) =>
    changesOf(reportType, { strikers: 6 }),
  )
  const strikers = { change: 'fact', about: 'hunger strike', name: 'strikers', value: 6, unit: undefined }
  expect(about).toEqual([[strikers], [strikers], [strikers]])
})

test('what was imposed holds for its term, or until it is lifted', () => {
  const curfew = { change: 'measure', measure: 'curfew', kind: 'curfew' }
  expect(changesOf('CurfewImposed', { until: '2026-01-05' })).toEqual([
    { ...curfew, state: 'imposed', until: '2026-01-05' },
  ])
  expect(changesOf('CurfewLifted')).toEqual([{ ...curfew, state: 'lifted' }])
})
