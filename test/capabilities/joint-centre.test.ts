import { expect, test } from 'vitest'
import { asOf, at, border, centre, corrections, emergency, given, police } from './given.ts'

/* What the joint centre plans, orders and exercises. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C07: which units and powers an agency has by which law, at any moment', async () => {
  const { ask } = await given(
    centre(
      'AgencyRegistered',
      { agency: 'border', title: 'Border protection', legalBasis: 'Act 2016' },
      { incident: 'BORDER' },
    ),
    centre(
      'UnitChanged',
      { agency: 'border', unit: 'N-7', powers: ['search'] },
      { incident: 'BORDER', occurredAt: at('12:00') },
    ),
    centre(
      'LegalBasisRecorded',
      { agency: 'border', powers: ['detention'], legalBasis: 'Act 2016, 31' },
      { incident: 'BORDER', occurredAt: at('14:00') },
    ),
  )
  const entries = (then: string) =>
    ask(`{
      agencies { name title eventTypes { type } }
      events(filter: { types: ["AgencyRegistered", "UnitChanged", "LegalBasisRecorded"] }, ${then}) { nodes { type data } }
    }`)
  expect((await entries(asOf('09:00'))).events.nodes).toEqual([
    {
      type: 'AgencyRegistered',
      data: { agency: 'border', title: 'Border protection', legalBasis: 'Act 2016' },
    },
  ])
  const later = await entries(asOf('13:00'))
  expect(later.events.nodes[0].data).toMatchObject({ unit: 'N-7', powers: ['search'] })
  expect((await entries(asOf('15:00'))).events.nodes[0].data).toMatchObject({ legalBasis: 'Act 2016, 31' })
  expect(later.agencies.map(({ name }: { name: string }) => name)).toContain('corrections')
})

test('C10: a plan is drafted, approved, in force and replaced, and says what became of its tasks', async () => {
  const { ask } = await given(
    centre('PlanDrafted', { title: 'Flood', edition: '1', agencies: ['border'] }, { incident: 'FLOOD' }),
    centre('PlanApproved', { by: 'Commission' }, { incident: 'FLOOD', occurredAt: at('09:00') }),
    centre('PlanActivated', {}, { incident: 'FLOOD', occurredAt: at('10:00') }),
    centre(
      'JointOperationOpened',
      { rule: 'plan/FLOOD', incidents: ['I-1'], tasks: [{ id: 'T-1', agency: 'border' }] },
      { incident: 'OP-1', occurredAt: at('11:00') },
    ),
    border('TaskCompleted', { task: 'T-1' }, { incident: 'OP-1', occurredAt: at('12:00') }),
    centre('PlanSuperseded', {}, { incident: 'FLOOD', occurredAt: at('14:00') }),
  )
  const plan = async (then: string) =>
    (
      await ask(
        `{ plan(id: "FLOOD", ${then}) { state inForce operations { id } compliance { tasks completed overdue } } }`,
      )
    ).plan
  expect(await plan(asOf('09:30'))).toMatchObject({ state: 'APPROVED', inForce: false })
  expect(await plan(asOf('13:00'))).toEqual({
    state: 'ACTIVE',
    inForce: true,
    operations: [{ id: 'OP-1' }],
    compliance: { tasks: 1, completed: 1, overdue: 0 },
  })
  expect(await plan(asOf('15:00'))).toMatchObject({ state: 'SUPERSEDED', inForce: false })
})

test('C11: whom an order names while it is in force, and which operation cites it', async () => {
  const { ask } = await given(
    centre('OrderIssued', { title: 'Order 12', units: ['N-7'], personnel: ['S-1'] }, { incident: 'O-12' }),
    centre('PersonnelAssignedByOrder', { personnel: ['S-2'] }, { incident: 'O-12', occurredAt: at('10:00') }),
    centre('JointOperationOpened', { order: 'O-12', tasks: [] }, { incident: 'OP-1' }),
    centre('OrderRevoked', {}, { incident: 'O-12', occurredAt: at('12:00') }),
  )
  const orders = async (name: string, then: string) =>
    (await ask(`{ orders(inForce: true, names: "${name}", ${then}) { id units citedBy { id } } }`)).orders
  const cited = [{ id: 'O-12', units: ['N-7'], citedBy: [{ id: 'OP-1' }] }]
  expect(await orders('N-7', asOf('09:00'))).toEqual(cited)
  expect(await orders('S-2', asOf('09:00'))).toEqual([])
  expect(await orders('S-2', asOf('11:00'))).toEqual(cited)
  expect(await orders('N-7', asOf('13:00'))).toEqual([])
})

test('C12: an exercise stays out of the operational picture, and who has not held one for a year is told', async () => {
  const { ask } = await given(
    centre('ExercisePlanned', { title: 'Night march' }, { incident: 'EX-1', mode: 'exercise' }),
    centre(
      'ExerciseStarted',
      { title: 'Night march', agencies: ['border'] },
      { incident: 'EX-1', mode: 'exercise' },
    ),
    centre('ExerciseInject', { inject: 'J-1', text: 'A fire' }, { incident: 'EX-1', mode: 'exercise' }),
    emergency('FireReported', { areaHa: 900 }, { incident: 'EX-1', mode: 'exercise' }),
    centre('ExerciseEvaluated', { findings: ['The net was down.'] }, { incident: 'EX-1', mode: 'exercise' }),
  )
  const { incidents, exercises, exercisesDue } = await ask(`{
    incidents { totalCount }
    exercises { nodes { id mode } }
    exercisesDue(asOf: { valid: "${at('12:00')}" }, overdue: true) { agency }
  }`)
  expect(incidents.totalCount).toBe(0)
  expect(exercises.nodes).toEqual([{ id: 'EX-1', mode: 'EXERCISE' }])
  const overdue = exercisesDue.map(({ agency }: { agency: string }) => agency)
  expect(overdue).toContain('police')
  expect(overdue).not.toContain('border')
})

test('C13: how far a playbook is, what was left out and why', async () => {
  const { ask } = await given(
    centre('JointOperationOpened', { tasks: [] }, { incident: 'OP-1' }),
    centre(
      'PlaybookAttached',
      { playbook: 'escape', steps: ['alarm', 'ring', 'press'] },
      { incident: 'OP-1' },
    ),
    centre('StepCompleted', { step: 'alarm', playbook: 'escape' }, { incident: 'OP-1' }),
    centre('StepSkipped', { step: 'press', playbook: 'escape', reason: 'By order' }, { incident: 'OP-1' }),
  )
  const { operation } = await ask(
    '{ operation(id: "OP-1") { playbooks { playbook open steps { step state reason } } } }',
  )
  expect(operation.playbooks).toEqual([
    {
      playbook: 'escape',
      open: 1,
      steps: [
        { step: 'alarm', state: 'COMPLETED', reason: null },
        { step: 'ring', state: 'OPEN', reason: null },
        { step: 'press', state: 'SKIPPED', reason: 'By order' },
      ],
    },
  ])
})

test('C18: a joint group of several agencies and volunteers takes on a task as one', async () => {
  const { ask } = await given(
    centre(
      'JointGroupFormed',
      { group: 'G-1', members: ['N-7', 'A-1'], leader: 'N-7' },
      { incident: 'OP-1' },
    ),
    centre('JointOperationOpened', { tasks: [{ id: 'T-1', agency: 'border' }] }, { incident: 'OP-1' }),
    centre('TaskAssigned', { task: 'T-2', agency: 'border', title: 'The ford' }, { incident: 'OP-1' }),
    border('TaskAccepted', { task: 'T-1', unit: 'G-1', personnel: 9 }, { incident: 'OP-1' }),
    border('TaskAccepted', { task: 'T-2', unit: 'G-1' }, { incident: 'OP-1' }),
  )
  const { operation, groups } = await ask(`{
    operation(id: "OP-1") { tasks { task title unit personnel } }
    groups: breakdown(filter: { types: ["JointGroupFormed"] }, by: ["group", "member"]) { nodes { key { value } } }
  }`)
  expect(operation.tasks).toEqual([
    { task: 'T-1', title: null, unit: 'G-1', personnel: 9 },
    { task: 'T-2', title: 'The ford', unit: 'G-1', personnel: null },
  ])
  expect(groups.nodes).toHaveLength(2)
})

test('C21: a joint investigation has its deadline, and its scene is secured until it is released', async () => {
  const { ask } = await given(
    police('JointInvestigationOpened', {
      case: 'K-1',
      agencies: ['police', 'border'],
      deadline: '2026-03-30T18:00:00+08:00',
    }),
    police('SceneSecured', { scene: 'S-1' }),
    police('SceneReleased', { scene: 'S-1' }, { occurredAt: at('14:00') }),
  )
  const scene = async (then: string) =>
    (await ask(`{ incident(id: "I-1", ${then}) { measures { kind state } } }`)).incident.measures
  expect(await scene(asOf('09:00'))).toEqual([{ kind: 'secured-scene', state: 'IMPOSED' }])
  expect(await scene(asOf('15:00'))).toEqual([{ kind: 'secured-scene', state: 'LIFTED' }])
  const due = await ask(
    '{ breakdown(filter: { types: ["JointInvestigationOpened"] }, by: ["case"], due: "deadline", dueBefore: "2026-04-01T00:00:00Z") { nodes { key { value } due } } }',
  )
  expect(due.breakdown.nodes).toEqual([{ key: [{ value: 'K-1' }], due: '2026-03-30T18:00:00+08:00' }])
})

test('C12: what is played in the middle of a real incident is a line of its timeline and moves nothing', async () => {
  const real = [
    emergency('CasualtiesReported', { dead: 1 }),
    corrections('PrisonerEscapeReported', { subjects: ['P-1'], count: 1 }),
    corrections('CustodyRestored', { subjects: ['P-1'] }),
    emergency('ResourceCommitted', { request: 'R1', unit: 'E-3', personnel: 4 }),
  ]
  const played = [
    emergency('CasualtiesReported', { dead: 40 }),
    corrections('PrisonerEscapeReported', { subjects: ['P-2'], count: 1 }),
    police('IncidentAcknowledged'),
    emergency('ResourceCommitted', { request: 'R9', unit: 'E-3', personnel: 4 }),
    police('IncidentsLinked', { a: 'I-1', b: 'I-2', relation: 'RELATED' }),
    centre('IncidentClosed'),
  ].map((one) => ({ ...one, mode: 'exercise' as const }))
  const question = `{
    incident(id: "I-1") {
      mode status agencies eventCount facts { name value statements { value } } persons { subject status }
      acknowledgements { agency } links { b } commitments { use } latency { occurredAt acknowledgedS recordedS }
    }
    conflicts { totalCount }
    incidents { nodes { id status mode } }
  }`
  const [apart, together] = [await given(...real), await given(...real, ...played)]
  expect(await together.ask(question)).toEqual(await apart.ask(question))
  const { incident } = await together.ask(
    '{ incident(id: "I-1") { timeline(first: 20) { nodes { event { mode } } } } }',
  )
  const modes = incident.timeline.nodes.map((node: { event: { mode: string } }) => node.event.mode)
  expect(modes.filter((mode: string) => mode === 'EXERCISE')).toHaveLength(played.length)
})

test('C42: what really happened is played again as an exercise, and touches nothing real', async () => {
  const { ask } = await given(
    emergency('FireReported', { areaHa: 120 }),
    centre(
      'ReplayExerciseStarted',
      { incidents: ['I-1'], from: at('00:00'), to: at('23:00'), speed: 60 },
      { incident: 'EX-2', mode: 'exercise' },
    ),
  )
  const { incident, exercise } = await ask(`{
    incident(id: "I-1") { mode facts { name value } }
    exercise: exercises { nodes { id timeline { nodes { event { type data } } } } }
  }`)
  expect(incident).toEqual({ mode: 'OPERATIONAL', facts: [{ name: 'areaHa', value: 120 }] })
  expect(exercise.nodes[0].timeline.nodes[0].event).toMatchObject({
    type: 'ReplayExerciseStarted',
    data: { incidents: ['I-1'], speed: 60 },
  })
})

test('C50: what an operation cost whom, in money and hours', async () => {
  const { ask } = await given(
    emergency('ResourceHoursLogged', { resource: 'Crew 4', people: 12, hours: 96 }, { incident: 'OP-1' }),
    border('ResourceHoursLogged', { resource: 'N-7', hours: 24 }, { incident: 'OP-1' }),
    emergency('CostRecorded', { amount: 1_500_000, currency: 'MNT' }, { incident: 'OP-1' }),
    emergency('CostRecorded', { amount: 500_000, currency: 'MNT' }, { incident: 'OP-1' }),
  )
  const { hours, cost } = await ask(`{
    hours: breakdown(filter: { incident: "OP-1", types: ["ResourceHoursLogged"] }, by: ["agency"], sum: "hours") { nodes { key { value } sum } }
    cost: breakdown(filter: { incident: "OP-1", types: ["CostRecorded"] }, by: ["agency", "currency"], sum: "amount") { nodes { key { value } sum } }
  }`)
  expect(hours.nodes).toEqual([
    { key: [{ value: 'border' }], sum: 24 },
    { key: [{ value: 'emergency' }], sum: 96 },
  ])
  expect(cost.nodes).toEqual([{ key: [{ value: 'emergency' }, { value: 'MNT' }], sum: 2_000_000 }])
})
