import { expect, test } from 'vitest'
import { changesOf } from '../testing/filed.ts'

test('a batch of readings says nothing of how anything stands', () => {
  expect(
    changesOf('SatelliteBatchReceived', { rows: 84, new: 80, duplicates: 4, warmestK: 340 }),
  ).toMatchObject([{ name: 'warmestK' }])
  expect(changesOf('PatientsReported', { new: 4, discharged: 1 })).toHaveLength(2)
})

test('what stands in a table of numbers is counted as what the table is called after', () => {
  const told = {
    registered: { persons: 226, minors: 64 },
    at: { lat: 48.1, lon: 23 },
    note: { of: 1, by: 'x' },
  }
  expect(
    changesOf('ArrivalsReported', told).map((one) => one.change === 'fact' && [one.name, one.value]),
  ).toEqual([
    ['registeredPersons', 226],
    ['registeredMinors', 64],
  ])
})

test('how much is out of order is one number, whatever the reports are called', () => {
  for (const name of ['LockSystemFault', 'SystemsPartlyRestored', 'CyberAttackEnded'])
    expect(changesOf(name, { doorsDown: 4 })).toMatchObject([{ about: 'doors', name: 'doorsDown' }])
  expect(changesOf('TrainStopped', { train: 'T-4', wagonsDamaged: 2 })).toMatchObject([
    { about: 'train T-4' },
  ])
})

test('what was suspected is one thing with what is confirmed', () => {
  const names = ['MeaslesSuspected', 'MeaslesConfirmed', 'MeaslesRuledOut']
  const about = names.map((type) => changesOf(type, { cases: 6 }))
  const cases = { change: 'fact', about: 'measles', name: 'cases', value: 6 }
  expect(about).toMatchObject([[cases], [cases], [cases]])
})

test('what goes on for a while is one thing from its beginning to its end', () => {
  const about = ['HungerStrikeStarted', 'HungerStrikeUpdated', 'HungerStrikeEnded'].map((reportType) =>
    changesOf(reportType, { strikers: 6 }),
  )
  const strikers = { change: 'fact', about: 'hunger strike', name: 'strikers', value: 6 }
  expect(about).toMatchObject([[strikers], [strikers], [strikers]])
})

test('what comes over the border and what is contained is what was reported before', () => {
  const names = [
    'FloodReported',
    'FloodNotified',
    'FloodCrossedBorder',
    'FloodStatusReported',
    'FloodContained',
    'FloodLevelReported',
    'FloodLevelCorrected',
    'FloodReceded',
    'FloodSubsided',
  ]
  const about = names.flatMap((name) => changesOf(name, { areaHa: 6 }))
  expect(about).toMatchObject(
    names.map(() => ({ change: 'fact', about: 'flood', name: 'areaHa', value: 6, unit: 'ha' })),
  )
})

test('who is ill, trapped or without a home is counted as casualties are, whatever the report is called', () => {
  const ill = [{ change: 'fact', about: 'casualties', name: 'ill', value: 41, unit: 'people' }]
  for (const name of ['IllnessReported', 'PatientsCounted', 'IllnessUpdate'])
    expect(changesOf(name, { ill: 41 })).toEqual(ill)
  expect(changesOf('LivestockIllnessReported', { ill: 41 })).toMatchObject([{ about: 'livestock illness' }])
  expect(changesOf('CollapseReported', { trapped: 3 })).toMatchObject([{ about: 'casualties' }])
})

test('how many hostages are held is one thing, whatever the occasion on which it is told', () => {
  const held = (value: number) => [{ change: 'fact', about: 'hostages', name: 'held', value, unit: 'people' }]
  expect(changesOf('PrisonRiotStarted', { prison: 'BU-417', hostages: 2 })).toEqual(held(2))
  expect(changesOf('HostageReleased', { hostagesLeft: 1 })).toEqual(held(1))
  expect(changesOf('HostagesFreed', { hostages: 1 })).toMatchObject([{ name: 'hostages', value: 1 }])
})

test('the figures of a correction are about what it corrects', () => {
  for (const reportType of ['RoadStatusReported', 'RoadStatusReportedCorrected', 'RoadCorrected'])
    expect(changesOf(reportType, { stranded: 4 })).toMatchObject([{ about: 'road', name: 'stranded' }])
})

test('the figures of two reports on one thing are about that thing, whatever the reports are called', () => {
  const about = (reportType: string, told: object) => changesOf(reportType, told)
  const aboard = { change: 'fact', about: 'vessel MARTA', name: 'aboard' }
  expect(about('FerryDeparted', { vessel: 'MARTA', aboard: 219 })).toMatchObject([aboard])
  expect(about('PeopleAboardReported', { vesselId: 'MARTA', aboard: 212 })).toMatchObject([aboard])
  expect(about('VesselReported', { vessel: 'OTHER', aboard: 3 })).toMatchObject([{ about: 'vessel OTHER' }])
})

test('what stands still is what a report is about where it is called after it, and else where it happens', () => {
  const shelter = { shelter: 'S-1', occupants: 40 }
  expect(changesOf('ShelterOpened', shelter)).toMatchObject([{ about: 'shelter S-1' }])
  expect(changesOf('BrawlReported', shelter)).toMatchObject([{ about: 'brawl' }])
})

test('a report that names several things, or none by a code, is about what it is called after', () => {
  const about = (told: object) => changesOf('CollisionReported', told)
  expect(about({ vessel: 'MARTA', tanker: 'ORLOV', knots: 9 })).toMatchObject([{ about: 'collision' }])
  expect(about({ vessel: { flag: 'EE' }, knots: 9 })).toMatchObject([{ about: 'collision' }])
})

test.each(['OilSpillMeasured', 'OilSpillEstimated', 'OilSpillReported'])(
  '%s is about the oil spill',
  (name) => {
    expect(changesOf(name, { volumeM3: 30 })).toMatchObject([{ about: 'oil spill' }])
  },
)

test.each([
  [{ doseRate: 220, unit: 'uSv/h' }],
  [{ doseRate: 220, doseRateUnit: 'uSv/h', lane: 3 }],
  [{ doseRate: { value: 220, unit: 'uSv/h' }, lane: 3 }],
])('%o is a dose rate of 220 microsievert an hour', (told) => {
  expect(changesOf('RadiationMeasured', told)[0]).toMatchObject({
    ...{ change: 'fact', about: 'radiation', name: 'doseRate' },
    ...{ value: 220, unit: 'uSv/h' },
  })
})

test('what a substance or a cause is, is a fact as a number is; who did it and how it is filed are left alone', () => {
  const told = { substance: 'ammonia', unNumber: '1005', leakCause: 'wear', officer: 'K-7', causeCode: 'x' }
  expect(
    changesOf('ChemicalReleaseReported', told).map((one) => one.change === 'fact' && [one.name, one.value]),
  ).toEqual([
    ['substance', 'ammonia'],
    ['leakCause', 'wear'],
  ])
})

test('a troop is no unit of measure, and of two numbers it is not known which one a unit is of', () => {
  const unitsIn = (told: object) =>
    changesOf('RadiationMeasured', told).map((one) => one.change === 'fact' && one.unit)
  expect(unitsIn({ readings: 4, unit: 'B-14' })).toEqual([undefined])
  expect(unitsIn({ doseRate: 220, readings: 4, unit: 'uSv/h' })).toEqual([undefined, undefined])
})

test('who is without power is told of the power, whatever its failing is called, also when some have it again', () => {
  const without = (reportType: string) => changesOf(reportType, { customersWithout: 9 })
  for (const reportType of [
    ...['PowerFailureReported', 'PowerFailureCorrected', 'PowerOutageReported', 'PowerCutUpdated'],
    ...['PowerRestored', 'PowerFailed', 'PowerInterrupted', 'PowerLineDown', 'PowerSupplyCut'],
  ])
    expect(without(reportType)).toMatchObject([{ about: 'power', name: 'customersWithout', value: 9 }])
  expect(changesOf('PowerRestored', { customers: 30 })).toMatchObject([{ about: 'power restored' }])
  expect(changesOf('PowerRestored', { restoredPct: 100, customers: 0 })).toMatchObject([
    { about: 'power', name: 'restoredPct' },
    { about: 'power', name: 'customers' },
  ])
})
