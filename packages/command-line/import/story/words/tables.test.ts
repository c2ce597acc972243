import { expect, test } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

const read = async (type: string, data: object, records?: (agency: string, type: string) => boolean) => {
  const told = readStory(saying(line({ type, data })), records ? { ...options, records } : options)
  return (await collect(told)).lines[0]!
}

test.each([
  [
    'what is known by its own name',
    'FireStatusReported',
    { metrics: { areaHa: 9, containedPct: 20, casualties: { dead: 1, injured: 6 } } },
    { areaHa: 9, containedPct: 20, dead: 1, injured: 6 },
  ],
  [
    'what the table is of',
    'CheckpointStatusChanged',
    { crossing: { id: 'NORTH', status: 'CLOSED', exceptions: ['ambulance'] } },
    { checkpoint: 'NORTH', status: 'closed', exceptions: ['ambulance'] },
  ],
  [
    'what is called after it',
    'IncidentsLinked',
    { link: { from: 'INC-1', to: 'INC-2' } },
    { from: 'INC-1', to: 'INC-2', a: 'INC-1', b: 'INC-2' },
  ],
  [
    'how an incident is classified, in short words',
    'IncidentOpened',
    { classification: { kind: 'gas-leak', sev: 'SEV' } },
    { kind: 'gas-leak', severity: 'Severe' },
  ],
  [
    'a table in a list of one',
    'TaskAccepted',
    { tasking: { id: 'T1' }, resources: [{ unit: 'U-4', qty: 16 }] },
    { task: 'T1', unit: 'U-4', personnel: 16 },
  ],
  [
    'what it is called besides its code, under the name of the table',
    'VehicleFound',
    { vehicle: { ref: 'V-1', type: 'van', speedKmh: 60 } },
    { vehicle: 'V-1', vehicleType: 'van', speedKmh: 60 },
  ],
  ['where', 'SightingReported', { pos: { lat: 49.6, lon: 112.5 } }, { lat: 49.6, lon: 112.5 }],
  [
    'a grade and its scale',
    'IntelligenceReported',
    { grading: { scheme: '3x5x2', value: '2-B-C' } },
    { grading: { scale: '3x5x2', grade: '2-B-C' } },
  ],
])('a table says as much as its fields beside it do: %s', async (_, type, told, meant) => {
  expect((await read(type, told)).data).toEqual(meant)
})

test.each([
  ['is told of somebody', 'FireStatusReported', { witness: { code: 'W-1', areaHa: 3 } }, 'witness'],
  ['is told of somebody within', 'FireReported', { interview: { subject: 'P-1', areaHa: 3 } }, 'interview'],
  ['was before', 'FireStatusReported', { previous: { areaHa: 3 } }, 'previous'],
  ['is said already', 'FireStatusReported', { areaHa: 9, east: { areaHa: 3 } }, 'east'],
  ['is said twice', 'FireStatusReported', { east: { areaHa: 3 }, west: { areaHa: 4 } }, 'west'],
  ['is the kind of something else', 'IncidentOpened', { weapon: { kind: 'knife' } }, 'weapon'],
])('what %s stays in its table', async (_, type, told, table) => {
  const { data } = await read(type, told)
  expect(data).toHaveProperty(table)
  expect(data).not.toHaveProperty('kind')
})

test('whoever holds hostages is not held, and those are of whom a report says that they are freed', async () => {
  const told = { subjects: ['P-7'], hostages: ['H-1', 'H-2'] }
  for (const type of ['HostageTakingReported', 'HostagesFreed'])
    expect((await read(type, told)).data).toEqual({ subjects: ['H-1', 'H-2'], heldBy: ['P-7'] })
  expect((await read('HostageTakingReported', { subjects: ['H-1'], hostages: 1 })).data).toMatchObject({
    subjects: ['H-1'],
  })
})

test.each([
  [{ flooded: '80 ha' }, { flooded: { value: 80, unit: 'ha' } }],
  [{ flooded: 'about 1,900 hectares' }, { flooded: { value: 1900, unit: 'ha' } }],
  [
    { area: '4.5 km2', contained: '25%' },
    { areaKm2: 4.5, containedPct: 25 },
  ],
  [{ rise: '1,2 m' }, { rise: { value: 1.2, unit: 'm' } }],
  [{ estimate: '04:00-06:00', plate: '80 HAB', said: '80 ha or more' }, undefined],
])('a number with its unit is a number with its unit: %j', async (told, meant) => {
  expect((await read('FireStatusReported', told)).data).toEqual(meant ?? told)
})

test.each([
  [{ due: 'PT30M' }, { deadline: '2025-04-23T15:01:00+08:00' }],
  [{ dueInMin: 90 }, { deadline: '2025-04-23T16:01:00+08:00' }],
  [{ within: 'soon' }, { within: 'soon' }],
])('the time for a task counts from when it is given: %j', async (told, meant) => {
  const tasks = [{ id: 'T1', to: 'police', ...told }]
  expect((await read('JointOperationOpened', { tasks })).data).toEqual({
    tasks: [{ id: 'T1', agency: 'police', ...meant }],
  })
  expect((await read('TaskAssigned', { task: 'T1', ...told })).data).toEqual({ task: 'T1', ...meant })
})

test('who does a task may stand behind what it is', async () => {
  const { lines } = await collect(
    readStory(
      saying(
        line({
          ...{ type: 'JointOperationOpened', data: { jobs: ['J1', 'J2'] } },
          summary: 'Jobs: J1 road checks (police), J2 boats (navy)',
        }),
      ),
      options,
    ),
  )
  expect(lines[0]!.data).toEqual({
    tasks: [{ id: 'J1', agency: 'police', title: 'road checks' }, { id: 'J2' }],
  })
})

test('who stays where may stand in rows, in which a unit is known because it was told of before', async () => {
  const told = [
    { id: 'X-1', type: 'TaskAccepted', data: { task: 'T1', unit: 'U-4' } },
    {
      id: 'X-2',
      type: 'DecisionRecorded',
      data: {
        allocation: [
          ['U-4', 'T1', 6],
          ['U-4', 'R1', 10],
        ],
      },
    },
    { id: 'X-3', type: 'DecisionRecorded', data: { allocation: [['east', 'T1', 6]] } },
  ]
  const { lines } = await collect(readStory(saying(told.map(line).join('\n')), options))
  const allocations = [
    { use: 'T1', personnel: 6 },
    { use: 'R1', personnel: 10 },
  ]
  expect(lines.slice(1).map(({ data }) => data)).toEqual([
    { agency: 'police', unit: 'U-4', allocations },
    { allocations: [['east', 'T1', 6]] },
  ])
})

test.each([
  [{ poi: ['P-1', 'P-2'] }, { subjects: ['P-1', 'P-2'] }],
  [{ poi: 'P-1' }, { subject: 'P-1' }],
])('whom a report is about may be one or several under the same word: %j', async (told, meant) => {
  expect((await read('TracksFound', told)).data).toEqual(meant)
})

test.each([
  [
    'PublicAlertIssued',
    { cap: { identifier: 'A-1', urgency: 'Past' } },
    { capIdentifier: 'A-1', urgency: 'Past' },
  ],
  ['TaskDeclined', { task: 'T1', rsn: 'wind' }, { task: 'T1', reason: 'wind' }],
  ['FireStatusReported', { cont: 30, evac: 50 }, { containedPct: 30, evacuated: 50 }],
  ['PersonalDataErased', { recordConcerned: 'X-0', legalBasis: 'x' }, { target: 'X-0', legalBasis: 'x' }],
  ['SituationReported', { consequences: { deaths: 2, evacuatedPersons: 5 } }, { dead: 2, evacuated: 5 }],
  ['TracksFound', { personsConcerned: [{ identifier: 'P-1' }] }, { subjects: ['P-1'] }],
  ['TransferStarted', { prison: 'LOM', prisonersInvolved: 40 }, { prison: 'LOM', prisonersInvolved: 40 }],
  ['FireStatusReported', { burnt: 3, rel: 'x' }, { burnt: 3, rel: 'x' }],
])('fields may be cut short or say more than they need to: %s of %j', async (type, told, meant) => {
  expect((await read(type, told)).data).toEqual(meant)
})
