import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const analyst = tokenOf('joc', ['analyst'])
const everyone = ['police', 'border', 'corrections', 'emergency', 'joc']

const day = (date: number) => `2026-01-${String(date).padStart(2, '0')}T10:00:00+08:00`

/** What the joint centre records, one day after the other. `stream` is `category-id`. */
const log = (
  ...told: readonly (readonly [stream: string, type: string, data?: object, mode?: 'exercise'])[]
) =>
  tell(
    told.map(
      ([stream, type, data = {}, mode], index): ToldEvent => ({
        agency: 'joc',
        incident: stream,
        type,
        data,
        ...(mode ? { mode } : {}),
        at: day(index + 1),
        position: index + 1,
        releaseTo: everyone,
      }),
    ),
  ).map((event) => ({ ...event, stream: event.stream.replace(/^joc-/, '') }))

const clock = () => Date.parse(day(20))

const ask = async (events: ReturnType<typeof log>, query: string, variables = {}) => {
  const { data, errors } = await apiOver(events, { clock }).ask(analyst, query, variables)
  expect(errors).toBeUndefined()
  return data
}

describe('a plan', () => {
  const events = log(
    ['plan-FLOOD', 'PlanDrafted', { title: 'Flood', edition: '1', rule: { title: 'Flood' } }],
    ['plan-FLOOD', 'PlanApproved'],
    ['plan-FLOOD', 'PlanActivated'],
    ['operation-OP-F', 'JointOperationOpened', { rule: 'plan/FLOOD', tasks: ['A', 'B'], incidents: ['F'] }],
    ['operation-OP-F', 'TaskDeadlinePassed', { task: 'A' }],
    ['plan-FLOOD', 'PlanDrafted', { title: 'Flood', edition: '2' }],
  )
  const query = `query ($asOf: AsOf) { plan(id: "FLOOD", asOf: $asOf) {
    title edition state inForce rule operations { id } compliance { operations tasks overdue completed }
  } }`

  test('says how it stands, what it opened and what became of the tasks', async () => {
    expect((await ask(events, query)).plan).toEqual({
      title: 'Flood',
      edition: '2',
      state: 'DRAFTED',
      inForce: true,
      rule: { title: 'Flood' },
      operations: [{ id: 'OP-F' }],
      compliance: { operations: 1, tasks: 2, overdue: 1, completed: 0 },
    })
  })

  test('is answered as of any moment', async () => {
    const asOf = (date: number) => ({ asOf: { valid: day(date) } })
    expect((await ask(events, query, asOf(2))).plan).toMatchObject({ state: 'APPROVED', inForce: false })
    expect(await ask(events, `{ plan(id: "NONE") { id } plans(inForce: true) { id } }`)).toEqual({
      plan: null,
      plans: [{ id: 'FLOOD' }],
    })
  })
})

test('an order says whom it names while it is in force, and which operations rest on it', async () => {
  const events = log(
    ['order-7', 'OrderIssued', { units: ['B-14'], until: '2026-01-15' }],
    ['order-7', 'PersonnelAssignedByOrder', { personnel: ['N-1', 'N-2'] }],
    ['operation-OP-1', 'JointOperationOpened', { order: '7', tasks: [], incidents: [] }],
    ['order-8', 'OrderIssued', { personnel: ['N-1'] }],
    ['order-8', 'OrderRevoked'],
  )
  const query = `query ($inForce: Boolean, $names: String, $asOf: AsOf) {
    orders(inForce: $inForce, names: $names, asOf: $asOf) { id personnel units citedBy { id } revokedAt }
  }`
  const asOf = { valid: day(10) }
  expect((await ask(events, query, { inForce: true, names: 'N-1', asOf })).orders).toEqual([
    { id: '7', personnel: ['N-1', 'N-2'], units: ['B-14'], citedBy: [{ id: 'OP-1' }], revokedAt: null },
  ])
  const later = (await ask(events, query, { inForce: true })).orders
  expect(later, 'the term has run out').toEqual([])
})

test('a playbook says which steps are done, left out, open and overdue', async () => {
  const deadlines = { call: day(3), close: day(19), warn: day(30) }
  const events = log(
    ['operation-OP-1', 'JointOperationOpened', { tasks: [], incidents: [] }],
    [
      'operation-OP-1',
      'PlaybookAttached',
      { playbook: 'SPILL', steps: ['call', 'close', 'warn', 'wash'], deadlines },
    ],
    ['operation-OP-1', 'StepCompleted', { step: 'call' }],
    ['operation-OP-1', 'StepSkipped', { step: 'wash', reason: 'frost' }],
  )
  const { operation } = await ask(
    events,
    '{ operation(id: "OP-1") { playbooks { playbook open steps { step state at reason } } } }',
  )
  expect(operation.playbooks).toEqual([
    {
      playbook: 'SPILL',
      open: 2,
      steps: [
        { step: 'call', state: 'COMPLETED', at: day(3), reason: null },
        { step: 'close', state: 'OVERDUE', at: null, reason: null },
        { step: 'warn', state: 'OPEN', at: null, reason: null },
        { step: 'wash', state: 'SKIPPED', at: day(4), reason: 'frost' },
      ],
    },
  ])
})

test('whoever has not exercised for as long as is allowed is overdue', async () => {
  const events = log(
    ['exercise-EX-1', 'ExerciseStarted', { agencies: ['police', 'border'] }, 'exercise'],
    ['exercise-EX-2', 'ExercisePlanned', { agencies: ['emergency'] }, 'exercise'],
  )
  const query = 'query ($days: Int) { exercisesDue(everyDays: $days, overdue: false) { agency dueAt } }'
  expect((await ask(events, query, { days: 30 })).exercisesDue).toEqual([
    { agency: 'police', dueAt: '2026-01-31T02:00:00.000Z' },
    { agency: 'border', dueAt: '2026-01-31T02:00:00.000Z' },
    { agency: 'joc', dueAt: '2026-01-31T02:00:00.000Z' },
  ])
  expect((await ask(events, query, { days: 10 })).exercisesDue).toEqual([])
})

test('a place belongs to the owners of every shared area that holds it, as they were at the time', async () => {
  const polygon = [
    [92, 50],
    [93, 50],
    [93, 51],
    [92, 51],
    [92, 50],
  ]
  const events = log(
    ['area-PASS', 'SharedAreaDefined', { owners: ['border', 'emergency'], polygon }],
    ['area-SOUM', 'SharedAreaDefined', { owners: ['police', 'border'], areas: ['8564'] }],
    ['area-PASS', 'SharedAreaDefined', { owners: ['border', 'police'], polygon }],
  )
  const owners = async (place: string) =>
    (await ask(events, `{ sharedAreas(${place}) { id owners } }`)).sharedAreas
  expect(await owners('lat: 50.5, lon: 92.5')).toEqual([{ id: 'PASS', owners: ['border', 'police'] }])
  expect(await owners(`lat: 50.5, lon: 92.5, asOf: { valid: "${day(2)}" }`)).toEqual([
    { id: 'PASS', owners: ['border', 'emergency'] },
  ])
  expect(await owners('area: "8564"')).toEqual([{ id: 'SOUM', owners: ['police', 'border'] }])
  expect(await owners('lat: 52, lon: 92.5')).toEqual([])
})
