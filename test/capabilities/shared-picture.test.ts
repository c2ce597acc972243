import { expect, test } from 'vitest'
import { asOf, at, border, centre, corrections, emergency, given, police, shownTo } from './given.ts'

/* What all agencies share. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C01: one picture of what several agencies wrote, each word with its owner', async () => {
  const { ask } = await given(
    police('IncidentOpened', { kind: 'theft', title: 'Horses gone' }),
    border('TracksFound', { head: 14, direction: 'north' }),
    police('IncidentOpened', { kind: 'fire', title: 'A shed' }, { incident: 'I-2' }),
  )
  const { incidents, incident, search } = await ask(`{
    incidents(filter: { kinds: ["theft"] }) { totalCount nodes { id title agencies } }
    incident(id: "I-1") { timeline { nodes { event { type agency } } } }
    search(text: "horses") { incidents { nodes { id } } }
  }`)
  expect(incidents).toEqual({
    totalCount: 1,
    nodes: [{ id: 'I-1', title: 'Horses gone', agencies: ['border', 'police'] }],
  })
  expect(incident.timeline.nodes).toContainEqual({ event: { type: 'TracksFound', agency: 'border' } })
  expect(search.incidents.nodes).toEqual([{ id: 'I-1' }])
})

test('C02: where and when the same happens again and again', async () => {
  const theft = (day: number, lat: number, lon: number) =>
    police(
      'LivestockTheftReported',
      { head: 1, lat, lon },
      { occurredAt: at('22:00', day), incident: `I-${day}` },
    )
  const { ask } = await given(
    theft(3, 49.62, 112.51),
    theft(9, 49.68, 112.55),
    theft(14, 48.1, 114.2),
    police('LivestockTheftReported', { head: 1 }, { occurredAt: '2026-04-01T05:00:00+08:00' }),
  )
  const { trend, hotSpots, hours } = await ask(`{
    trend: breakdown(filter: { types: ["LivestockTheftReported"] }, by: ["month"]) { nodes { key { value } count } }
    hotSpots: breakdown(filter: { types: ["LivestockTheftReported"] }, by: ["cell"], atLeast: 2) { nodes { key { value } count } }
    hours: breakdown(filter: { types: ["LivestockTheftReported"] }, by: ["hour"]) { nodes { key { value } count } }
  }`)
  expect(trend.nodes).toEqual([
    { key: [{ value: '2026-03' }], count: 3 },
    { key: [{ value: '2026-04' }], count: 1 },
  ])
  expect(hotSpots.nodes).toEqual([{ key: [{ value: '49.6,112.5' }], count: 2 }])
  expect(hours.nodes[0]).toEqual({ key: [{ value: '22' }], count: 3 })
})

test('C06: what drives crime at a checkpoint: by kind, by hour, by whether it was open', async () => {
  const { ask } = await given(
    border('CheckpointStatusChanged', { checkpoint: 'ULIKHAN', status: 'restricted' }),
    police('CrimeReported', { kind: 'smuggling', area: 'ULIKHAN' }, { occurredAt: at('09:00') }),
    police('CrimeReported', { kind: 'smuggling', area: 'ULIKHAN' }, { occurredAt: at('09:30') }),
    police('CrimeReported', { kind: 'assault', area: 'ULIKHAN' }, { occurredAt: at('21:00') }),
  )
  const drivers = await ask(
    '{ breakdown(filter: { types: ["CrimeReported"] }, by: ["area", "kind", "hour"]) { nodes { key { value } count events { nodes { occurredAt } } } } }',
  )
  expect(drivers.breakdown.nodes[0]).toMatchObject({
    key: [{ value: 'ULIKHAN' }, { value: 'smuggling' }, { value: '09' }],
    count: 2,
  })
  const then = await ask(`{ checkpoint(id: "ULIKHAN", ${asOf('09:30')}) { status } }`)
  expect(then.checkpoint).toEqual({ status: 'RESTRICTED' })
})

test('C09: a duty sergeant takes notice of an incident and takes on a task', async () => {
  const { ask } = await given(
    police('IncidentOpened', { kind: 'theft' }),
    border('IncidentAcknowledged', {}),
    centre(
      'JointOperationOpened',
      { title: 'Search', incidents: ['I-1'], tasks: [{ id: 'T-1', agency: 'border' }] },
      { incident: 'OP-1' },
    ),
    border('TaskAccepted', { task: 'T-1', personnel: 6 }, { incident: 'OP-1' }),
  )
  const { incident, operation } = await ask(
    '{ incident(id: "I-1") { acknowledgements { agency } } operation(id: "OP-1") { tasks { task agency state personnel } } }',
  )
  expect(incident.acknowledgements).toEqual([{ agency: 'border' }])
  expect(operation.tasks).toEqual([{ task: 'T-1', agency: 'border', state: 'ACCEPTED', personnel: 6 }])
})

test('C14: local government sees its own area and no other', async () => {
  const local = shownTo('inspection', 'joc')
  const { ask } = await given(
    emergency('FireReported', { areaHa: 1, soum: 'bayan-uul' }, local),
    emergency('FireReported', { areaHa: 2, soum: 'matad' }, { incident: 'I-2', ...local }),
    police(
      'CrimeReported',
      { kind: 'theft', soum: 'bayan-uul' },
      { incident: 'I-3', handling: { tlp: 'RED' } },
    ),
  )
  const seen = await ask(
    '{ incidents(filter: { areas: ["bayan-uul"] }) { totalCount nodes { id } } }',
    'inspection/commander',
  )
  expect(seen.incidents).toEqual({ totalCount: 1, nodes: [{ id: 'I-1' }] })
})

test('C20: a link between incidents is made, taken back and kept; incidents become one or several; a case is handed over or not', async () => {
  const { ask } = await given(
    police('LivestockTheftReported', { head: 14 }),
    corrections('PrisonerEscapeReported', { subjects: ['P-1'] }, { incident: 'I-2' }),
    police('IncidentsLinked', { a: 'I-1', b: 'I-2', relation: 'same people' }),
    police('IncidentsUnlinked', { a: 'I-1', b: 'I-2', basis: ['R-2'] }, { occurredAt: at('12:00') }),
    centre('HandoverRequested', { agency: 'police', to: 'border' }),
    centre('HandoverRejected', { agency: 'border', reason: 'Not at the line' }),
    centre('HandoverRequested', { agency: 'police', to: 'emergency' }),
    centre('HandoverAccepted', { agency: 'emergency' }),
    police('IncidentOpened', { kind: 'theft' }, { incident: 'I-3' }),
    centre('IncidentMerged', { into: 'I-1' }, { incident: 'I-3' }),
    centre('IncidentUnmerged', { from: 'I-1' }, { incident: 'I-3', occurredAt: at('14:00') }),
    centre('IncidentSplit', { into: ['I-4', 'I-5'] }, { incident: 'I-2' }),
  )
  const { incident, merged, unmerged, split } = await ask(`{
    incident(id: "I-1") { lead links { a b relation until heldS basis { reference } } participants { agency state } }
    merged: incident(id: "I-3", ${asOf('13:59')}) { status mergedInto }
    unmerged: incident(id: "I-3") { status mergedInto }
    split: incident(id: "I-2") { links { b relation } }
  }`)
  expect(incident.links[0]).toMatchObject({
    ...{ a: 'I-1', b: 'I-2', relation: 'same people', heldS: 14_280, basis: [{ reference: 'R-2' }] },
  })
  expect(incident.lead).toBe('emergency')
  expect(merged).toEqual({ status: 'MERGED', mergedInto: 'I-1' })
  expect(unmerged).toEqual({ status: 'ACTIVE', mergedInto: null })
  expect(split.links).toEqual(
    expect.arrayContaining([
      { b: 'I-4', relation: 'SPLIT' },
      { b: 'I-5', relation: 'SPLIT' },
    ]),
  )
  expect(incident.participants).toContainEqual({ agency: 'border', state: 'HANDOVER_REFUSED' })
})

test('C25: how long each step took, and where one took longer than is allowed', async () => {
  const { ask } = await given(
    police('IncidentOpened', { kind: 'fire' }, { occurredAt: at('08:00'), recordedAt: at('08:05') }),
    emergency('IncidentAcknowledged', {}, { occurredAt: at('08:20') }),
    emergency('UnitStatusReported', { unit: 'E-1', status: 'on-scene' }, { occurredAt: at('09:00') }),
    police('IncidentOpened', { kind: 'theft' }, { incident: 'I-2', occurredAt: at('08:00') }),
    border('IncidentAcknowledged', {}, { incident: 'I-2', occurredAt: at('08:02') }),
  )
  const { incident, lateIncidents } = await ask(`{
    incident(id: "I-1") { latency { recordedS acknowledgedS arrivedS } }
    lateIncidents(limits: { acknowledgedS: 600 }) { nodes { incident { id } exceeded } }
  }`)
  expect(incident.latency).toEqual({ recordedS: 300, acknowledgedS: 1200, arrivedS: 3600 })
  expect(lateIncidents.nodes).toEqual([{ incident: { id: 'I-1' }, exceeded: ['acknowledgedS'] }])
})

test('C27: who owns a place together, and who leads there', async () => {
  const { ask } = await given(
    centre(
      'SharedAreaDefined',
      {
        owners: ['border', 'corrections'],
        polygon: [
          [112, 49],
          [113, 49],
          [113, 50],
          [112, 50],
          [112, 49],
        ],
      },
      { incident: 'NORTH' },
    ),
    centre('CoordinationOpened', { agency: 'border', title: 'A find' }),
    centre('LeadAgencyAssigned', { agency: 'corrections' }),
  )
  const { inside, outside, incident } = await ask(`{
    inside: sharedAreas(lat: 49.5, lon: 112.5) { id owners }
    outside: sharedAreas(lat: 51, lon: 112.5) { id }
    incident(id: "I-1") { lead }
  }`)
  expect(inside).toEqual([{ id: 'NORTH', owners: ['border', 'corrections'] }])
  expect(outside).toEqual([])
  expect(incident).toEqual({ lead: 'corrections' })
})

test('C28: what agencies state differently stands side by side until a decision settles it', async () => {
  const { ask } = await given(
    emergency('FactStated', { about: 'fire', name: 'areaHa', value: 400, unit: 'ha' }),
    border('FactStated', { about: 'fire', name: 'areaHa', value: 300, unit: 'ha' }),
    centre('ConflictDetected', { conflict: 'The burnt area: 400 or 300 ha', basis: ['R-1', 'R-2'] }),
    centre(
      'DecisionRecorded',
      {
        decision: 'D-1',
        basis: ['R-1', 'R-2'],
        fact: { about: 'fire', name: 'areaHa', value: 400 },
      },
      { occurredAt: at('12:00') },
    ),
  )
  const conflicts = async (then: string) =>
    (
      await ask(
        `{ conflicts(${then}) { nodes { settled ... on ContradictingFact { fact { statements { agency value } } } } } }`,
      )
    ).conflicts.nodes
  const fact = {
    statements: [
      { agency: 'emergency', value: 400 },
      { agency: 'border', value: 300 },
    ],
  }
  expect(await conflicts(asOf('09:00'))).toEqual([{ settled: false, fact }])
  expect(await conflicts(asOf('13:00'))).toEqual([{ settled: true, fact }])
  const told = await ask('{ events(filter: { types: ["ConflictDetected"] }) { nodes { data } } }')
  expect(told.events.nodes[0].data).toMatchObject({ conflict: 'The burnt area: 400 or 300 ha' })
})

const boundTwice = [
  centre('JointOperationOpened', { tasks: ['T-1'] }, { incident: 'OP-1' }),
  police('TaskAccepted', { task: 'T-1', unit: 'P-20', personnel: 20 }, { incident: 'OP-1' }),
  police('ResourceCommitted', { request: 'Q-1', unit: 'P-20', personnel: 20 }, { incident: 'I-2' }),
] as const
const committedTwice = `nodes { ... on DoubleCommitment { unit commitments { use } } }`
const howItEnded = `nodes { settled ... on DoubleCommitment { ended { since source { reference agency } } settledBy { since } } }`
const inConflict = [{ unit: 'P-20', commitments: [{ use: 'OP-1/T-1' }, { use: 'I-2/Q-1' }] }]

test.each([
  ['its task is withdrawn', 'TaskWithdrawn', { task: 'T-1' }],
  ['the operation is closed', 'JointOperationClosed', { reason: 'snow' }],
  ['its agency stands down', 'AgencyStoodDown', { agency: 'police' }],
])('C28: a unit is free once %s', async (_, ended, how) => {
  const { ask } = await given(
    ...boundTwice,
    centre(ended, how, { incident: 'OP-1', occurredAt: at('09:00') }),
  )
  const conflicts = async (then: string) =>
    (await ask(`{ conflicts(settled: false, ${then}) { ${committedTwice} } }`)).conflicts.nodes
  expect(await conflicts(asOf('08:30'))).toEqual(inConflict)
  expect(await conflicts(asOf('09:30'))).toEqual([])
  const { nodes } = (await ask(`{ conflicts(settled: true, ${asOf('09:30')}) { ${howItEnded} } }`)).conflicts
  const source = { reference: 'R-4', agency: 'joc' }
  expect(nodes).toEqual([{ settled: true, ended: { since: at('09:00'), source }, settledBy: null }])
})

test('C28: a unit is bound again when the withdrawal of its task is taken back, and what was decided is kept', async () => {
  const { ask } = await given(
    ...boundTwice,
    centre('TaskWithdrawn', { task: 'T-1' }, { incident: 'OP-1', occurredAt: at('09:00') }),
    centre(
      'TaskAssigned',
      { task: 'T-1', agency: 'police' },
      { incident: 'OP-1', occurredAt: at('10:00'), retracts: 'R-4' },
    ),
    centre(
      'DecisionRecorded',
      { unit: 'P-20', agency: 'police', 'Q-1': 20, basis: ['R-2', 'R-3'] },
      { incident: 'OP-1', occurredAt: at('11:00') },
    ),
    centre('JointOperationClosed', { reason: 'snow' }, { incident: 'OP-1', occurredAt: at('12:00') }),
  )
  const settled = async (then: string) =>
    (await ask(`{ conflicts(${then}) { nodes { settled } } }`)).conflicts.nodes
  expect(await settled(asOf('09:30'))).toEqual([{ settled: true }])
  expect(await settled(asOf('10:30'))).toEqual([{ settled: false }])
  expect(await settled(asOf('13:00'))).toEqual([{ settled: true }])
  const closed = await ask(
    `{ incident(id: "OP-1", ${asOf('13:00')}) { commitments { use } conflicts { settled } } }`,
  )
  expect(closed.incident).toEqual({ commitments: [], conflicts: [{ settled: true }] })
})

test('C28: a unit is free of a task that goes to others, and a withdrawal corrected to another task frees nobody', async () => {
  const { ask } = await given(
    ...boundTwice,
    centre('TaskWithdrawn', { task: 'T-1' }, { incident: 'OP-1', occurredAt: at('09:00') }),
    centre('TaskAssigned', { task: 'T-1', agency: 'border' }, { incident: 'OP-1', occurredAt: at('09:10') }),
    centre(
      'TaskWithdrawn',
      { task: 'T-2' },
      { incident: 'OP-1', occurredAt: at('09:00'), recordedAt: at('11:00'), corrects: 'R-4' },
    ),
  )
  const conflicts = async (then: string) =>
    (await ask(`{ conflicts(settled: false, ${then}) { ${committedTwice} } }`)).conflicts.nodes
  expect(await conflicts(asOf('10:00'))).toEqual([])
  expect(await conflicts(asOf('12:00'))).toEqual(inConflict)
})

test('C28: who may not see that a task was withdrawn still sees its people bound', async () => {
  const { ask } = await given(
    ...boundTwice.map((line) => ({ ...line, ...shownTo('police', 'inspection') })),
    centre('TaskWithdrawn', { task: 'T-1' }, { incident: 'OP-1', ...shownTo('police') }),
  )
  const conflicts = async (as: string) =>
    (await ask(`{ conflicts(settled: false) { ${committedTwice} } }`, as)).conflicts.nodes
  expect(await conflicts('police/analyst')).toEqual([])
  expect(await conflicts('inspection/analyst')).toEqual(inConflict)
})

test('C46: incidents by the international classification of crimes, in a period', async () => {
  const { ask } = await given(
    police('CrimeReported', { kind: 'theft', iccs: '0502' }, { occurredAt: at('08:00', 3) }),
    police('CrimeReported', { kind: 'rustling', iccs: '0502' }, { occurredAt: at('08:00', 4) }),
    police('CrimeReported', { kind: 'assault', iccs: '0201' }, { occurredAt: at('08:00', 28) }),
  )
  const figures = await ask(`{ breakdown(
    filter: { types: ["CrimeReported"], occurredAfter: "${at('00:00', 1)}", occurredBefore: "${at('00:00', 20)}" }, by: ["iccs"]
  ) { nodes { key { value } count } } }`)
  expect(figures.breakdown.nodes).toEqual([{ key: [{ value: '0502' }], count: 2 }])
})

test('C47: a figure opens to the events behind it, a decision to what it rests on, as it is known today', async () => {
  const { ask } = await given(
    emergency('FireReported', { areaHa: 100 }),
    centre('DecisionRecorded', { decision: 'Evacuate', basis: ['R-1'] }),
    emergency('FireStatusCorrected', { areaHa: 10 }, { corrects: 'R-1' }),
  )
  const { statistics, decisionBasis } = await ask(`{
    statistics { byType { name count events { nodes { reference } } } }
    decisionBasis(event: "R-2") { basis { reference data supersededBy { reference data } } }
  }`)
  expect(statistics.byType).toContainEqual({
    name: 'FireReported',
    count: 1,
    events: { nodes: [{ reference: 'R-1' }] },
  })
  expect(decisionBasis.basis).toEqual([
    { reference: 'R-1', data: { areaHa: 100 }, supersededBy: { reference: 'R-3', data: { areaHa: 10 } } },
  ])
})
