import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'
import { changesOf, incidentAfter } from '../testing/filed.ts'

test('a notice is in force under its own code, where it was issued, and no longer where it was lifted', () => {
  const notice = { notice: 'BW-1', districts: ['EAST'] }
  const boil = { change: 'measure', measure: 'BW-1', kind: 'boil water notice', areas: ['EAST'] }
  expect(changesOf('BoilWaterNoticeIssued', notice)[0]).toEqual({ ...boil, state: 'imposed' })
  expect(changesOf('BoilWaterNoticeLifted', notice)[0]).toEqual({ ...boil, state: 'lifted' })
  expect(changesOf('PermitIssued', { permit: 'P-1' })).toEqual([])
})

test('what is lifted without saying which is every one of its kind', () => {
  const told = [
    happened('ReportFiled', { reportType: 'CurfewImposed', measure: 'C-1' }),
    happened('ReportFiled', { reportType: 'CurfewImposed', measure: 'C-2' }),
    happened('ReportFiled', { reportType: 'LockdownImposed', measure: 'L-1' }),
    happened('ReportFiled', { reportType: 'CurfewExtended', until: '2026-01-05' }),
    happened('ReportFiled', { reportType: 'CurfewLifted', measure: 'C-2' }),
    happened('ReportFiled', { reportType: 'CurfewLifted' }),
  ].map((one, index) => recorded(one, index, undefined, 'police-INC-1'))
  const after = (count: number) =>
    viewOf(incidentTopic('INC-1'), told.slice(0, count), agreed.view)?.measures.map(({ measure, state }) => [
      measure,
      state,
    ])
  expect(after(4)).toEqual([
    ['C-1', 'extended'],
    ['C-2', 'extended'],
    ['L-1', 'imposed'],
  ])
  expect(after(5)?.map(([, state]) => state)).toEqual(['extended', 'lifted', 'imposed'])
  expect(after(6)?.map(([, state]) => state)).toEqual(['lifted', 'lifted', 'imposed'])
})

test('what was imposed holds for its term, or until it is lifted', () => {
  const curfew = { change: 'measure', measure: 'curfew', kind: 'curfew' }
  expect(changesOf('CurfewImposed', { until: '2026-01-05' })).toEqual([
    { ...curfew, state: 'imposed', until: '2026-01-05' },
  ])
  expect(changesOf('CurfewLifted')).toEqual([{ ...curfew, state: 'lifted' }])
})

test('what is banned, restricted or recalled is so until that is lifted', () => {
  const measureOf = (reportType: string, told: object = {}) =>
    changesOf(reportType, told).flatMap((one) =>
      one.change === 'measure' ? [[one.kind, one.state, ...(one.until ? [one.until] : [])]] : [],
    )
  const until = '2026-01-05'
  expect(measureOf('WaterUseBanned', { until })).toEqual([['water use ban', 'imposed', until]])
  expect(measureOf('WaterUseBanLifted')).toEqual([['water use ban', 'lifted']])
  expect(measureOf('GrazingForbiddenCorrected')).toEqual([['grazing ban', 'imposed']])
  expect(measureOf('AccessRestricted')).toEqual([['access restriction', 'imposed']])
  expect(measureOf('BatchRecalled')).toEqual([['batch recall', 'imposed']])
  expect(measureOf('SaleSuspended', { until })).toEqual([['sale suspension', 'imposed', until]])
  expect(measureOf('SaleResumed')).toEqual([['sale suspension', 'lifted']])
  expect(measureOf('ExclusionZoneSet')).toEqual([['exclusion zone', 'imposed']])
  for (const name of [
    'VisitorBanned',
    'SearchSuspended',
    'PatrolStopped',
    'CampSetUp',
    'AmbulanceRecalled',
    'Banned',
  ])
    expect([name, measureOf(name)]).toEqual([name, []])
})

test('what is lifted by the last words of its name is that, unless something is called so', () => {
  const measuresAfter = (...told: readonly string[]) =>
    incidentAfter(...told.map((one) => [one] as const)).measures.map(({ kind, state }) => [kind, state])
  expect(measuresAfter('WaterUseBanned', 'BanLifted')).toEqual([['water use ban', 'lifted']])
  expect(measuresAfter('NightCurfewImposed', 'CurfewImposed', 'CurfewLifted')).toEqual([
    ['night curfew', 'imposed'],
    ['curfew', 'lifted'],
  ])
})

test('a way is closed until it is opened again, each by its code', () => {
  const road = { change: 'measure', kind: 'road closure', measure: 'road A-16' }
  expect(changesOf('RoadClosed', { road: 'A-16', soum: '8301' })).toMatchObject([
    { ...road, state: 'imposed', areas: ['8301'] },
    { change: 'place' },
  ])
  expect(changesOf('RoadReopened', { road: 'A-16' })).toEqual([{ ...road, state: 'lifted' }])
  expect(changesOf('RoadUnblocked', { road: 'A-16' })).toEqual([{ ...road, state: 'lifted' }])
  expect(changesOf('RunwayClosed', { runway: '14/32' })).toMatchObject([{ measure: 'runway 14/32' }])
  for (const name of ['RoadTrafficSuspended', 'RoadImpassable'])
    expect(changesOf(name, { road: 'A-16' })).toEqual([{ ...road, state: 'imposed' }])
  expect(changesOf('RoadTrafficResumed', { road: 'A-16' })).toEqual([{ ...road, state: 'lifted' }])
  expect(changesOf('BridgeBlocked')).toMatchObject([{ measure: 'bridge', kind: 'bridge closure' }])
  for (const name of ['CaseClosed', 'RoadReported', 'PassIssued', 'InquiryOpened'])
    expect([name, changesOf(name, { road: 'A-16' })]).toEqual([name, []])
})

test('a report of no agreed type takes what is no measure for none, and understands how else measures are told of', () => {
  const statesIn = (reportType: string) =>
    changesOf(reportType).flatMap((one) => (one.change === 'measure' ? [[one.kind, one.state]] : []))
  for (const name of [
    'AmbulanceOrdered',
    'FieldHospitalEstablished',
    'SearchExtended',
    'FireEnded',
    'FlightCancelled',
  ])
    expect([name, statesIn(name)]).toEqual([name, []])
  expect(statesIn('CordonEstablished')).toEqual([['cordon', 'imposed']])
  expect(statesIn('CordonRemoved')).toEqual([['cordon', 'lifted']])
  expect(statesIn('EvacuationCancelled')).toEqual([['evacuation', 'lifted']])
  expect(statesIn('TownEvacuationInitiated')).toEqual([['town evacuation', 'imposed']])
  expect(statesIn('TownEvacuationTerminated')).toEqual([['town evacuation', 'lifted']])
  expect(statesIn('EvacuationOrdered')).toEqual([['evacuation', 'imposed']])
  expect(statesIn('WaterRationingExtended')).toEqual([['water rationing', 'extended']])
  expect(statesIn('SilenceImposed')).toEqual([['silence', 'imposed']])
})

test('the kind of a measure is not that of the incident, nor is that of a report where somebody has said it', () => {
  const told = [
    happened('ReportFiled', { reportType: 'BrawlReported', kind: 'brawl' }),
    happened('IncidentOpened', { kind: 'riot' }),
    happened('ReportFiled', { reportType: 'WaterDelivered', kind: 'bottled' }),
    happened('ReportFiled', { reportType: 'MeasureOrdered', measure: 'M-1', kind: 'visit ban' }),
  ].map((one, index) => recorded(one, index, undefined, 'police-INC-1'))
  const kindAfter = (count: number) => viewOf(incidentTopic('INC-1'), told.slice(0, count), agreed.view)?.kind
  expect([1, 2, 3, 4].map(kindAfter)).toEqual(['brawl', 'riot', 'riot', 'riot'])
  expect(viewOf(incidentTopic('INC-1'), told, agreed.view)?.measures).toMatchObject([
    { measure: 'M-1', kind: 'visit ban' },
  ])
})

test('what is lifted is a measure where its name says so, or where it was imposed', () => {
  const measuresAfter = (...reportTypes: readonly string[]) =>
    viewOf(
      incidentTopic('INC-1'),
      reportTypes.map((reportType, index) =>
        recorded(happened('ReportFiled', { reportType }), index, undefined, 'police-INC-1'),
      ),
      agreed.view,
    )!.measures.map(({ kind, state }) => [kind, state])
  for (const reportType of ['WreckLifted', 'CasualtiesLifted', 'AnchorLiftedCorrected'])
    expect(measuresAfter(reportType)).toEqual([])
  expect(measuresAfter('CurfewLifted')).toEqual([['curfew', 'lifted']])
  expect(measuresAfter('SilenceImposed', 'SilenceLifted')).toEqual([['silence', 'lifted']])
})

test('a correction leaves in force what it corrects', () => {
  const curfew = {
    change: 'measure',
    measure: 'curfew',
    kind: 'curfew',
    state: 'imposed',
    until: '2026-01-07',
  }
  for (const reportType of ['CurfewCorrected', 'CurfewImposedCorrected'])
    expect(changesOf(reportType, { until: '2026-01-07' })).toEqual([curfew])
  expect(changesOf('CurfewLiftedCorrected')).toMatchObject([{ state: 'lifted' }])
})

test('what is imposed on districts holds in them', () => {
  expect(changesOf('WaterRestrictionImposed', { districts: ['LOM', 'ORSA'] })).toMatchObject([
    { change: 'measure', kind: 'water restriction', areas: ['LOM', 'ORSA'] },
    { change: 'place' },
  ])
})
