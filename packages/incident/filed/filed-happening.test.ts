import { expect, test } from 'vitest'
import { incidentAfter } from '../testing/filed.ts'

test.each([
  ['prison-riot', 'PrisonRiotEnded', 'resolved'],
  ['Prison riot', 'PrisonRiotEndedCorrected', 'resolved'],
  ['prison-riot', 'RiotOver', 'resolved'],
  ['fuel-spill', 'FuelSpillCleared', 'resolved'],
  ['chemical-release', 'ChemicalReleaseContained', 'contained'],
  ['warehouseFire', 'WarehouseFireUnderControl', 'contained'],
  ['flood', 'FloodReceded', 'contained'],
  ['Flooding', 'FloodSubsided', 'contained'],
  ['ice-jam-flood', 'WaterReceded', 'contained'],
  ['gas-leak', 'LeakStopped', 'contained'],
  ['mine-flooding', 'MineFloodPumpedOut', 'resolved'],
  ['prison-riot', 'RiotQuelled', 'resolved'],
  ['cyberattack', 'CyberAttackEnded', 'resolved'],
  ['rail-strike', 'StrikeEnded', 'resolved'],
  ['prison-riot', 'OrderRestored', 'resolved'],
  ['prison-mutiny', 'PrisonRetaken', 'resolved'],
  ['oil-spill', 'OilSpillCleaned', 'resolved'],
  ['gas-leak', 'GasLeakRuledOut', 'resolved'],
  ['vegetation-fire', 'VegetationFireDeclaredUnderControl', 'contained'],
])('in an incident of kind %s a %s says that it is %s', (kind, reportType, status) => {
  expect(incidentAfter(['IncidentOpened', { kind }], [reportType])).toMatchObject({ kind, status })
})

test('what is restored ends its failing once nobody is without it', () => {
  const after = (told: object) =>
    incidentAfter(['IncidentOpened', { kind: 'power-outage' }], ['PowerRestored', told]).status
  expect(after({ customers: 4000 })).toBe('resolved')
  expect(after({ customersWithout: 0 })).toBe('resolved')
  expect(after({ customersWithout: 900 })).toBe('active')
})

test.each([
  ['prison-riot', 'EvacuationEnded'],
  ['prison-riot', 'HostageReleased'],
  ['prison-riot', 'OrderPartlyRestored'],
  ['prison-riot', 'BlockRetaken'],
  ['border-crossing-closed', 'OrderRestored'],
  ['drought', 'WaterReceded'],
  ['prison-riot', 'RoadCleared'],
  ['prison-riot', 'PrisonRiotNotEnded'],
  ['prison-riot', 'PrisonRiotSpreadContained'],
  ['fire', 'KitchenFireContained'],
  ['earthquake', 'FirstBusTransferEnded'],
])('in an incident of kind %s a %s is of a part, or of nothing that ended', (kind, reportType) => {
  expect(incidentAfter(['IncidentOpened', { kind }], [reportType])).toMatchObject({ status: 'active' })
})

test.each([
  ['PowerLineDown', 'power-outage'],
  ['WaterSupplyInterrupted', 'water-outage'],
  ['OutageStatusReported', 'outage'],
  ['FloodSituationUpdated', undefined],
  ['RiotStatusReported', 'riot'],
  ['WaterContaminationSuspected', 'water-contamination'],
  ['LineDown', undefined],
  ['ContactLost', undefined],
])('an incident in which a %s comes first is of kind %s', (reportType, kind) => {
  expect(incidentAfter([reportType]).kind).toBe(kind)
})

test('who has power again after a line was down is in an outage that is over', () => {
  const down = ['PowerLineDown', { customersWithout: 40 }] as const
  expect(incidentAfter(down, ['PowerRestored', { customersWithout: 0 }]).status).toBe('resolved')
})

test('what was over and is told to have started or resumed after that is active again', () => {
  const riot = ['IncidentOpened', { kind: 'prison-riot' }] as const
  const over = ['PrisonRiotEnded'] as const
  expect(incidentAfter(riot, over, ['PrisonRiotStarted'])).toMatchObject({ status: 'active' })
  expect(incidentAfter(riot, over, ['PrisonRiotResumed'])).toMatchObject({ status: 'active' })
  const contained = ['PrisonRiotContained'] as const
  expect(incidentAfter(riot, contained, ['PrisonRiotStarted'])).toMatchObject({ status: 'contained' })
  expect(incidentAfter(riot, contained, ['PrisonRiotFlaredUp'])).toMatchObject({ status: 'active' })
  expect(incidentAfter(riot, over, ['KitchenFireResumed'])).toMatchObject({ status: 'resolved' })
})

test.each([
  ['HostageTakingReported', 'HostageTakingEnded', 'hostage-taking'],
  ['BusHijackingReported', 'HijackingOver', 'bus-hijacking'],
  ['VehiclePursuitStarted', 'PursuitEnded', 'vehicle-pursuit'],
])('who is held or pursued is a happening: after a %s and a %s it is over', (began, ended, kind) => {
  expect(incidentAfter([began])).toMatchObject({ kind })
  expect(incidentAfter([began], ['RoadCleared'])).not.toMatchObject({ status: 'resolved' })
  expect(incidentAfter([began], [ended])).toMatchObject({ kind, status: 'resolved' })
})

test('what is over is not so for as long as somebody is out', () => {
  const opened = ['IncidentOpened', { kind: 'prison-escape' }] as const
  const out = ['PrisonerEscaped', { subject: 'P-1' }] as const
  expect(incidentAfter(opened, out, ['PrisonEscapeEnded'])).toMatchObject({ status: 'active' })
  const back = ['PrisonerRecaptured', { subject: 'P-1' }] as const
  expect(incidentAfter(opened, out, back, ['PrisonEscapeEnded'])).toMatchObject({ status: 'resolved' })
})

test('an incident of which nobody says the kind is of that of what is reported to have happened', () => {
  expect(incidentAfter(['RoadStatusReported'], ['PrisonRiotStarted'], ['PowerOutageReported'])).toMatchObject(
    {
      kind: 'prison-riot',
    },
  )
  expect(incidentAfter(['PrisonRiotStarted'], ['IncidentOpened', { kind: 'mutiny' }])).toMatchObject({
    kind: 'mutiny',
  })
  expect(incidentAfter(['AftershockReported'])).toMatchObject({ kind: 'aftershock', status: 'reported' })
  expect(incidentAfter(['PrisonRiotStarted'])).toMatchObject({ kind: 'prison-riot', status: 'active' })
  const ended = [['PrisonRiotStarted'], ['PrisonRiotEnded']] as const
  expect(incidentAfter(...ended)).toMatchObject({ status: 'resolved' })
  expect(incidentAfter(...ended, ['RoadStatusReported'])).toMatchObject({ status: 'resolved' })
  expect(incidentAfter(['RoadStatusReported', { kind: 'riot' }], ['BrawlBrokeOut'])).toMatchObject({
    ...{ kind: 'riot', status: 'reported' },
  })
  for (const name of [
    ...['EvacuationStarted', 'TransferBegun', 'HostageReleaseReported', 'NoFireReported', 'FireDrillStarted'],
    ...['SearchStarted', 'SituationReported', 'AttemptedRobberyReported', 'PlannedStrikeReported'],
  ])
    expect([name, incidentAfter([name]).kind]).toEqual([name, undefined])
})
