import { expect, test } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

/** As much of what agencies record here as these names may mean. */
const known = new Set([
  ...['IncidentOpened', 'IncidentAcknowledged', 'IncidentMerged', 'IncidentsLinked', 'IncidentsUnlinked'],
  ...[
    'FireReported',
    'FireStatusReported',
    'PrisonerEscapeReported',
    'CustodyRestored',
    'SubjectApprehended',
  ],
  ...[
    'IdentityConfirmed',
    'JointOperationOpened',
    'JointOperationClosed',
    'DecisionRecorded',
    'ExerciseInject',
  ],
  ...['TaskAccepted', 'TaskDeclined', 'ResourceRequested', 'ResourceCommitted', 'CheckpointStatusChanged'],
  ...[
    'IncidentStatusReported',
    'IntelligenceReported',
    'ReportRetracted',
    'PersonalDataErased',
    'VehicleTheftReported',
  ],
])

const read = async (type: string, data: object, further: object = {}, ofBorder = known) => {
  const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }
  const records = (agency: string, named: string) => (agency === 'border' ? ofBorder : known).has(named)
  const { lines, bad } = await collect(
    readStory(saying(line({ type, data, ...further })), { ...options, records }),
  )
  expect(bad).toEqual([])
  return lines[0]!
}

test.each(['TaskWithdrawn', 'TaskHandedBack', 'AssignmentAbandoned', 'MissionAborted'])(
  'who gives up a task that somebody else gave declines it: %s',
  async (type) => {
    expect(await read(type, { task: 'T1' })).toMatchObject({ type: 'TaskDeclined', data: { task: 'T1' } })
    const ofCentre = new Set([...known, 'TaskWithdrawn'])
    expect(await read(type, { task: 'T1' }, { agency: 'border' }, ofCentre)).toMatchObject({
      type: 'TaskWithdrawn',
    })
  },
)

test.each([
  ['EVT.INC.OPEN', {}, 'IncidentOpened'],
  ['EVT.HAZ.FIRE.STATUS', { areaHa: 3 }, 'FireStatusReported'],
  ['inc_opened', {}, 'IncidentOpened'],
  ['VEH THEFT', {}, 'VehicleTheftReported'],
  ['INTEL-RPT', {}, 'IntelligenceReported'],
  ['EVT.PII.ERASE', { target: 'X-0' }, 'PersonalDataErased'],
  ['ACK', {}, 'IncidentAcknowledged'],
  ['TASK.ACCEPT', { task: 'T1' }, 'TaskAccepted'],
  ['ResourceCommit', { unit: 'U-4', request: 'R1' }, 'ResourceCommitted'],
  ['IncidentMerge', { into: 'INC-2' }, 'IncidentMerged'],
])(
  'what cuts its words short or puts points between them is read as if written out: %s',
  async (type, data, ours) => {
    expect(await read(type, data)).toMatchObject({ type: ours })
  },
)

test.each([
  ['INM BREAKOUT RPTD', { inmates: ['P-1'] }, 'PrisonerEscapeReported'],
  ['JOB ACPT', { job: 'J1' }, 'TaskAccepted'],
  ['UNIT CMTD', { unit: 'U-4', req: 'R1' }, 'ResourceCommitted'],
  ['XING CLSD', { xing: 'NORTH' }, 'CheckpointStatusChanged'],
  ['XING UPD', { xing: 'NORTH', sts: 'CLSD' }, 'CheckpointStatusChanged'],
  ['SUSP ARR', { susp: 'P-1' }, 'SubjectApprehended'],
  ['FIRE UPD', { areaHa: 3 }, 'FireStatusReported'],
  ['OP CLSD', {}, 'JointOperationClosed'],
  ['PERSON IDENT', {}, 'PersonIdentified'],
])('a word is short for one that begins so, or has its consonants: %s', async (type, data, ours) => {
  expect(await read(type, data)).toMatchObject({ type: ours })
})

test.each([
  ['AcceptanceOfAssignment', { assignment: 'A1' }, 'TaskAccepted'],
  ['RefusalOfAssignment', { assignment: 'A1' }, 'TaskDeclined'],
  ['RequestForAssistance', { request: 'R1' }, 'ResourceRequested'],
  ['CommitmentOfForces', { request: 'R1', unit: 'U-4' }, 'ResourceCommitted'],
  ['ApprehensionOfPersons', { persons: ['P-1'] }, 'SubjectApprehended'],
  ['UnauthorisedAbsenceOfDetainee', { persons: ['P-1'] }, 'PrisonerEscapeReported'],
  ['ReadmissionOfDetainees', { persons: ['P-1'] }, 'CustodyRestored'],
  ['EstablishmentOfJointOperation', {}, 'JointOperationOpened'],
  ['TerminationOfTheJointOperation', {}, 'JointOperationClosed'],
  ['ErasureOfPersonalData', { target: 'X-0' }, 'PersonalDataErased'],
  ['DecisionOfTheCommander', { unit: 'U-4', J1: 4, basis: ['X-0'] }, 'DecisionRecorded'],
])('what is done may be told by a noun: %s', async (type, data, ours) => {
  expect(await read(type, data)).toMatchObject({ type: ours })
})

test.each([
  ['OperationStoodUp', {}, 'JointOperationOpened'],
  ['MatterOpened', {}, 'IncidentOpened'],
  ['MattersTied', { other: 'INC-2' }, 'IncidentsLinked'],
  ['MattersUntied', { other: 'INC-2' }, 'IncidentsUnlinked'],
  ['HelpAskedFor', { request: 'R1' }, 'ResourceRequested'],
  ['HelpPromised', { request: 'R1', unit: 'U-4' }, 'ResourceCommitted'],
  ['InmatesWalkedOut', { prisoners: ['P-1'] }, 'PrisonerEscapeReported'],
  ['ManPickedUp', { suspect: 'P-1' }, 'SubjectApprehended'],
  ['NameRubbedOut', { target: 'X-0' }, 'PersonalDataErased'],
])('what is done goes by whatever word: %s', async (type, data, ours) => {
  expect(await read(type, data)).toMatchObject({ type: ours })
})

test.each([
  ['RoadWasShut', { post: 'North', state: 'shut' }, 'CheckpointStatusChanged'],
  ['WitnessForgotten', { target: 'X-0', field: 'witness' }, 'PersonalDataErased'],
])('what a line says tells what it is, whatever it is called: %s', async (type, data, ours) => {
  expect(await read(type, data)).toMatchObject({ type: ours })
})

test.each([
  ['HelpPromised', {}],
  ['ManPickedUp', { gun: 'G-1' }],
  ['CallMade', { to: 'ministry' }],
  ['RoadWasShut', { road: 'A-16', state: 'shut' }],
  ['RoadWasShut', { post: 'North', state: 'muddy' }],
  ['ClaimWithdrawn', { claim: 'too many' }],
])('what does not say enough to be anything else stays as it is called: %s of %j', async (type, data) => {
  expect(await read(type, data)).toMatchObject({ type })
})

test('a path that says it did not happen is not read by what it ends in', async () => {
  expect(await read('EVT.DRILL.FIRE.STATUS', { areaHa: 3 })).toMatchObject({ type: 'DrillFireStatus' })
})

test('a broken glass grants nobody anything, however it is written', async () => {
  expect(await read('BREAK_GLASS.OPEN', {})).toMatchObject({ type: 'ReportFiled' })
})

test.each([
  ['IncidentClosed', {}],
  ['OrderIssued', { task: 'T1' }],
])('what another agency has by that name is nothing else: %s', async (type, data) => {
  expect(await read(type, data, {}, new Set([type]))).toMatchObject({ type })
})
