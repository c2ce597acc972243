import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'
import { changesOf, incidentAfter } from '../testing/filed.ts'

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
  ['CustodyResumed', 'in-custody'],
  ['OfficersTakenHostage', 'held'],
  ['BusHijackingReported', 'held'],
  ['LorryHijackingCorrected', 'held'],
  ['MinersTrapped', 'missing'],
  ['SkiersBuriedReported', 'missing'],
  ['ClimbersOverdue', 'missing'],
  ['BoatOverdue', 'missing'],
  ['ManOverboard', 'missing'],
  ['AnglersSweptAway', 'missing'],
  ['LostHikerReported', 'missing'],
  ['DisappearanceReported', 'missing'],
  ['FailedToReturnFromLeave', 'missing'],
  ['ConscriptDeserted', 'at-large'],
  ['SuspectsFledScene', 'at-large'],
  ['PatientLeftIsolation', 'at-large'],
  ['MinersBroughtUp', 'found'],
  ['MinersEscapedThroughShaft', 'found'],
  ['ResidentsEscaped', 'found'],
  ['PrisonersEscapedThroughTunnel', 'at-large'],
  ['SurvivorPulledOut', 'found'],
  ['PatrolFound', 'found'],
  ['HerderFoundFrozen', 'dead'],
  ['CorpseRetrieved', 'dead'],
  ['PatrolStoppedSuspect', 'detained'],
  ['BorderGuardsCaughtTheFugitives', 'detained'],
  ['DiversFoundPassenger', 'found'],
  ['ChildrenSeparated', 'missing'],
  ['ChildReunited', 'found'],
  ['ChildReunitedWithParents', 'found'],
  ['ChildFoundSafe', 'found'],
  ['BackBehindBars', 'in-custody'],
  ['RingleaderArrestReported', 'detained'],
  ['FugitiveNabbed', 'detained'],
  ['ClimberFrozenToDeath', 'dead'],
  ['PassengersPerished', 'dead'],
  ['TransferredToDetention', 'in-custody'],
  ['DriverTakenToPrison', 'in-custody'],
  ['SuspectPlacedInPretrialDetention', 'in-custody'],
  ['RemandedInCustody', 'in-custody'],
  ['RemandPlaced', 'in-custody'],
  ['RingleaderJailed', 'in-custody'],
])('a report called %s says that those whom it is about are %s', (reportType, status) => {
  expect(changesOf(reportType, { subject: 'H-1', subjects: ['H-2'] })).toEqual([
    { change: 'person', subject: 'H-1', status },
    { change: 'person', subject: 'H-2', status },
  ])
})

test.each([
  'WeaponFound',
  ...['PatrolStoppedCar', 'HouseArrest', 'DogBitDriver', 'PermissionReportedToMinister'],
  'SceneReleased',
  'HostageTalksBegun',
  'EscapeRouteFound',
  ...['ConsularNoticeOverdue', 'ReportOverdue', 'VehicleRescued', 'BorderReached', 'HijackThreatReported'],
  'DeathThreatReported',
  'WitnessHeard',
  'WeaponsSurrendered',
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

test.each(['ResidentsReturned', 'PatrolReturnedSafely', 'HikersReached', 'SubjectHandedOverByNeighbour'])(
  'by a report called %s who was gone is found, and who was not is no more than involved',
  (reportType) => {
    const persons = incidentAfter(
      ['HikersMissing', { subject: 'H-1' }],
      ['OfficersTakenHostage', { subject: 'H-2' }],
      ['SuspectArrested', { subject: 'H-3' }],
      [reportType, { subjects: ['H-1', 'H-2', 'H-3', 'H-4'] }],
    ).persons.map(({ subject, status }) => [subject, status])
    expect(Object.fromEntries(persons)).toEqual({
      ...{ 'H-1': 'found', 'H-2': 'found', 'H-3': 'detained', 'H-4': 'involved' },
    })
  },
)

test.each([
  'DriverHandedOver',
  'SubjectPickedUpAtStation',
  'PrisonerReportsToPost',
  'PassengerSentBack',
  'AbsconderExtradited',
])('by a report called %s who had fled is detained, and who was lost is found', (reportType) => {
  const persons = incidentAfter(
    ['DriverFled', { subject: 'D-1' }],
    ['HikerMissing', { subject: 'H-1' }],
    [reportType, { subjects: ['D-1', 'H-1'] }],
  ).persons.map(({ subject, status }) => [subject, status])
  expect(Object.fromEntries(persons)).toEqual({ 'D-1': 'detained', 'H-1': 'found' })
})

test.each([
  ['found dead', 'dead'],
  ['in custody', 'in-custody'],
  ['MISSING', 'missing'],
  ['at-large', 'at-large'],
  ['safe', 'found'],
  ['under review', 'involved'],
  ['not found', 'involved'],
])('whose status is said to be %s is %s, whatever the report is called', (status, meant) => {
  expect(changesOf('FamilyInformed', { subject: 'H-1', status })).toMatchObject([
    { change: 'person', subject: 'H-1', status: meant },
  ])
})

test('what the status field says of persons goes before what the name of the report does', () => {
  expect(changesOf('MissingPersonReported', { subject: 'H-1', status: 'found' })).toMatchObject([
    { status: 'found' },
  ])
  expect(changesOf('HikersMissing', { subject: 'H-1', status: 'confirmed' })).toMatchObject([
    { status: 'missing' },
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

test('an incident is active once somebody is missing in it, and not because somebody is found', () => {
  expect(incidentAfter(['RoadStatusReported'], ['HikersMissing', { subjects: ['H-1'] }])).toMatchObject({
    status: 'active',
  })
  expect(incidentAfter(['RoadStatusReported'], ['HikersMissing'])).toMatchObject({ status: 'reported' })
  expect(incidentAfter(['HikerRescued', { subject: 'H-1' }])).toMatchObject({ status: 'reported' })
})

test('who is called a hostage is held, whatever the report is called, until one says that they are free', () => {
  const after = (...told: readonly (readonly [string, object])[]) =>
    Object.fromEntries(incidentAfter(...told).persons.map(({ subject, status }) => [subject, status]))
  const seized = ['BusSeizureReported', { hostages: ['H-1', 'H-2'], subjects: ['D-1'] }] as const
  expect(after(seized)).toEqual({ 'H-1': 'held', 'H-2': 'held', 'D-1': 'involved' })
  expect(incidentAfter(seized).status).toBe('active')
  expect(after(seized, ['PassengerReleased', { hostage: 'H-1' }])).toMatchObject({ 'H-1': 'released' })
  expect(after(['BusSeizureReported', { hostages: 3 }])).toEqual({})
  for (const over of ['SiegeEnded', 'OrderRestored', 'PrisonRetaken', 'HostageTakingOver'])
    expect([over, after(seized, [over, { hostages: ['H-2'] }])['H-2']]).toEqual([over, 'released'])
  for (const told of ['TalksEnded', 'PowerRestored', 'SiegeContained', 'SiegeNotEnded'])
    expect([told, after(seized, [told, { hostages: ['H-2'] }])['H-2']]).toEqual([told, 'held'])
})

test('since when somebody was held is known after they were freed', () => {
  const [driver] = incidentAfter(
    ['BusHijacked', { subject: 'H-1' }],
    ['HostageFreed', { subject: 'H-1' }],
  ).persons
  expect(driver).toMatchObject({ status: 'released' })
  expect(driver?.missing?.source.event).not.toBe(driver?.source.event)
  expect(driver?.missing?.since).toBeDefined()
})
