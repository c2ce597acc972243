import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'

const changesOf = (reportType: string, told: object = {}) =>
  agreed
    .view(recorded(happened('ReportFiled', { reportType, ...told }), 0, undefined, 'police-INC-1'))
    .filter(({ change }) => change !== 'describe' && change !== 'status')

test.each([
  ['HostageTakingReported', 'held'],
  ['HostageSituationReported', 'held'],
  ['PassengerKidnapped', 'held'],
  ['HostagesFreed', 'released'],
  ['ReleasedOnConditions', 'released'],
  ['DriverRescued', 'found'],
  ['TouristsMissing', 'missing'],
  ['PrisonersUnaccounted', 'missing'],
  ['EvacueesUnaccountedForCorrected', 'missing'],
  ['DeporteeCaught', 'detained'],
  ['MissingHikersReported', 'missing'],
  ['SmugglerArrested', 'detained'],
  ['DetaineeEscaped', 'at-large'],
  ['StowawayFled', 'at-large'],
  ['IdentityConfirmed', 'identified'],
  ['CustodyRestored', 'in-custody'],
  ['PrisonerReturnedToPrison', 'in-custody'],
  ['EscapeReported', 'at-large'],
  ['PrisonEscape', 'at-large'],
  ['PatientAbscondReported', 'at-large'],
  ['InmateBreakout', 'at-large'],
  ['JailBreakout', 'at-large'],
  ['PrisonTransportHijackReported', 'at-large'],
  ['DetaineeVanAmbushed', 'at-large'],
  ['ArsonistDetained', 'detained'],
  ['WorkDetailMissing', 'missing'],
  ['HeadcountShortReported', 'missing'],
  ['RollCallDiscrepancyReported', 'missing'],
  ['EscapeeSeizedAtLine', 'detained'],
  ['ConvictTracedAndHeld', 'detained'],
  ['SuspectsIntercepted', 'detained'],
  ['EscapeesCaughtNearBorder', 'detained'],
  ['PrisonerReturnedVoluntarily', 'in-custody'],
  ['PrisonersEscapedFromConvoy', 'at-large'],
  ['QuarantineBreached', 'at-large'],
  ['WantedPersonDeclared', 'at-large'],
  ['WantedNoticeIssued', 'at-large'],
  ['SuspectWanted', 'at-large'],
  ['SuspectSeen', 'sighted'],
  ['Identified', 'identified'],
  ['FugitiveSurrendered', 'detained'],
  ['InmatesReturned', 'in-custody'],
  ['SubjectFoundDead', 'dead'],
  ['HikerKilled', 'dead'],
  ['DeathConfirmed', 'dead'],
  ['BodiesRecovered', 'dead'],
  ['CourtHouseEscape', 'at-large'],
  ['TunnelBreakoutReported', 'at-large'],
  ['TwoOnTheRun', 'at-large'],
  ['InmatesNotReturned', 'missing'],
  ['FailedToReturn', 'missing'],
  ['EscortNoShow', 'missing'],
  ['HostagesEscaped', 'released'],
  ['EscapeCountRevised', 'at-large'],
  ['FugitiveBodyFound', 'dead'],
  ['PrisonersSecured', 'in-custody'],
  ['DetaineesUnaccountedForAfterEvacuation', 'missing'],
  ['PersonTakenIntoPoliceCustody', 'detained'],
  ['DetaineeVoluntarilyPresentedHimself', 'detained'],
  ['DetaineeReadmittedToFacility', 'in-custody'],
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
  'WeaponsSurrendered',
  'ResidentsReturned',
  ...['VesselDetained', 'ImageCaptured', 'GasEscape', 'DroneSighted', 'CauseIdentified', 'WeaponsMissing'],
  ...['CallIntercepted', 'PrisonerAttackedAtNight', 'HikerNotFoundInForest'],
  ...['NobodyArrested', 'NoHikerFound', 'HikerNotFound', 'AttemptedEscape', 'FoiledKidnapping'],
])(
  'a report called %s says of somebody that they are involved, and nothing of how they are',
  (reportType) => {
    expect(changesOf(reportType, { subject: 'S-1' })).toEqual([
      { change: 'person', subject: 'S-1', status: 'involved' },
    ])
  },
)

test('who is accounted for is out no more, and is as was known of whoever was not out', () => {
  const persons = incidentAfter(
    ['RollCallIncomplete', { subjects: ['P-1', 'P-2'] }],
    ['PrisonerRecaptured', { subject: 'P-1' }],
    ['AllPrisonersAccountedFor', { subjects: ['P-1', 'P-2', 'P-3'] }],
  ).persons.map(({ subject, status }) => [subject, status])
  expect(Object.fromEntries(persons)).toEqual({ 'P-1': 'detained', 'P-2': 'found', 'P-3': 'found' })
})

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

test('who is told of in whatever report is involved from then on, until a report says how they are', () => {
  const told = [
    happened('ReportFiled', { reportType: 'BusSeized', subjects: ['P-1', 'P-2'] }),
    happened('ReportFiled', { reportType: 'DriverSighted', subject: 'P-1' }),
    happened('ReportFiled', { reportType: 'BurglarDetained', subject: 'P-2' }),
    happened('ReportFiled', { reportType: 'StatementHeard', subjects: ['P-1', 'P-2'] }),
  ].map((one, index) => recorded(one, index, undefined, 'police-INC-1'))
  const after = (count: number) =>
    viewOf(incidentTopic('INC-1'), told.slice(0, count), agreed.view)?.persons.map(({ status }) => status)
  expect(after(1)).toEqual(['involved', 'involved'])
  expect(after(4)).toEqual(['sighted', 'detained'])
})

test('who is no more than involved is so since the last report that tells of them', () => {
  const told = [
    happened('ReportFiled', { reportType: 'BusDeparted', subjects: ['P-1', 'P-2'] }),
    happened('ReportFiled', { reportType: 'BusSeized', subject: 'P-1' }),
  ].map((one, index) => recorded(one, index, undefined, 'police-INC-1'))
  const persons = viewOf(incidentTopic('INC-1'), told, agreed.view)?.persons
  expect(persons?.map(({ source }) => source.event)).toEqual([told[1]!.id, told[0]!.id])
})

test('what was suspected is one thing with what is confirmed', () => {
  const names = ['MeaslesSuspected', 'MeaslesConfirmed', 'MeaslesRuledOut']
  const about = names.map((type) => changesOf(type, { cases: 6 }))
  const cases = { change: 'fact', about: 'measles', name: 'cases', value: 6, unit: undefined }
  expect(about).toEqual([[cases], [cases], [cases]])
})

test('what goes on for a while is one thing from its beginning to its end', () => {
  const about = ['HungerStrikeStarted', 'HungerStrikeUpdated', 'HungerStrikeEnded'].map((reportType) =>
    changesOf(reportType, { strikers: 6 }),
  )
  const strikers = { change: 'fact', about: 'hunger strike', name: 'strikers', value: 6, unit: undefined }
  expect(about).toEqual([[strikers], [strikers], [strikers]])
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
  expect(about).toEqual(
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

test('how many hostages are held is one thing, whatever the occasion on which it is told', () => {
  const held = (value: number) => [{ change: 'fact', about: 'hostages', name: 'held', value, unit: 'people' }]
  expect(changesOf('PrisonRiotStarted', { prison: 'BU-417', hostages: 2 })).toEqual(held(2))
  expect(changesOf('HostageReleased', { hostagesLeft: 1 })).toEqual(held(1))
  expect(changesOf('HostagesFreed', { hostages: 1 })).toMatchObject([{ name: 'hostages', value: 1 }])
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
  expect(changesOf('RadiationMeasured', told)[0]).toEqual({
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
    ...['PowerRestored', 'PowerFailed', 'PowerInterrupted'],
  ])
    expect(without(reportType)).toMatchObject([{ about: 'power', name: 'customersWithout', value: 9 }])
  expect(changesOf('PowerRestored', { customers: 30 })).toMatchObject([{ about: 'power restored' }])
})

test('what is imposed on districts holds in them', () => {
  expect(changesOf('WaterRestrictionImposed', { districts: ['LOM', 'ORSA'] })).toMatchObject([
    { change: 'measure', kind: 'water restriction', areas: ['LOM', 'ORSA'] },
    { change: 'place' },
  ])
})

const incidentAfter = (...told: readonly (readonly [type: string, data?: object])[]) =>
  viewOf(
    incidentTopic('INC-1'),
    told.map(([type, data = {}], index) =>
      recorded(
        type === 'IncidentOpened'
          ? happened(type, data)
          : happened('ReportFiled', { reportType: type, ...data }),
        index,
        undefined,
        'police-INC-1',
      ),
    ),
    agreed.view,
  )!

test.each([
  ['prison-riot', 'PrisonRiotEnded', 'resolved'],
  ['Prison riot', 'PrisonRiotEndedCorrected', 'resolved'],
  ['prison-riot', 'RiotOver', 'resolved'],
  ['fuel-spill', 'FuelSpillCleared', 'resolved'],
  ['chemical-release', 'ChemicalReleaseContained', 'contained'],
  ['warehouseFire', 'WarehouseFireUnderControl', 'contained'],
  ['flood', 'FloodReceded', 'contained'],
  ['Flooding', 'FloodSubsided', 'contained'],
  ['gas-leak', 'LeakStopped', 'contained'],
  ['prison-riot', 'RiotQuelled', 'resolved'],
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
  ['prison-riot', 'RoadCleared'],
  ['prison-riot', 'PrisonRiotNotEnded'],
  ['prison-riot', 'PrisonRiotSpreadContained'],
  ['fire', 'KitchenFireContained'],
  ['earthquake', 'FirstBusTransferEnded'],
])('in an incident of kind %s a %s is of a part, or of nothing that ended', (kind, reportType) => {
  expect(incidentAfter(['IncidentOpened', { kind }], [reportType])).toMatchObject({ status: 'active' })
})

test('an incident is active once somebody is missing in it, and not because somebody is found', () => {
  expect(incidentAfter(['RoadStatusReported'], ['HikersMissing', { subjects: ['H-1'] }])).toMatchObject({
    status: 'active',
  })
  expect(incidentAfter(['RoadStatusReported'], ['HikersMissing'])).toMatchObject({ status: 'reported' })
  expect(incidentAfter(['HikerRescued', { subject: 'H-1' }])).toMatchObject({ status: 'reported' })
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
