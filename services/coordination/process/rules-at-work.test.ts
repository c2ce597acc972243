import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type CoordinationInTest,
  escaped,
  shippedRules as rules,
  settle,
  startCoordinationInTest,
} from './testing/coordination-in-test.ts'

let at: CoordinationInTest
beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(() => at.stop())

test('a correction moves the ring; a return of the last one ends it', async () => {
  const manager = at.manager({ rules, checkpoint: 'ring' })
  const started = new Date(at.clock.now() - 60 * 60_000).toISOString()
  const first = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-3', {
    ...escaped,
    occurredAt: started,
  })
  await at.stream('operation-OP-ESC-3-prisoner-escape', 2)
  const earlier = new Date(at.clock.now() - 180 * 60_000).toISOString()
  const corrected = await at.report('corrections', 'CorrectPrisonerEscape', 'ESC-3', {
    data: { subjects: ['P-1', 'P-2'], count: 2, lat: 48.7, lon: 113.3 },
    corrects: first,
    occurredAt: earlier,
  })
  const rings = (await at.stream('operation-OP-ESC-3-prisoner-escape', 3)).slice(1).map(({ data }) => data)
  expect(rings).toMatchObject([
    { subjects: ['P-1'], basis: [first] },
    { subjects: ['P-1', 'P-2'], basis: [corrected], lat: 48.7, since: earlier },
  ])
  const [before, after] = rings as { radiusKm: number }[]
  expect(before!.radiusKm).toBeGreaterThanOrEqual(4.8)
  expect(after!.radiusKm).toBeGreaterThanOrEqual(14.4)

  await at.report('corrections', 'RestoreCustody', 'ESC-3', { data: { subjects: ['P-1', 'P-2'] } })
  at.clock.advance(31)
  await at.report('corrections', 'ReportObservation', 'ESC-3')
  await settle(manager)
  expect(await at.typesOf('operation-OP-ESC-3-prisoner-escape', 3)).not.toContain('TaskDeadlinePassed')
  expect(await at.stream('operation-OP-ESC-3-prisoner-escape', 3)).toHaveLength(3)
  await manager.stop()
})

test('two rules apply to one incident, each with an operation of its own', async () => {
  const manager = at.manager({ rules, checkpoint: 'both' })
  await at.report('corrections', 'ReportPrisonerEscape', 'BOTH-1', escaped)
  await at.report('emergency', 'ReportFireCrossedBorder', 'BOTH-1', { data: { areaHa: 9 } })
  for (const rule of ['prisoner-escape', 'fire-at-the-border']) {
    const [opened] = await at.stream(`operation-OP-BOTH-1-${rule}`, 1)
    expect(opened).toMatchObject({ type: 'JointOperationOpened', data: { rule, incidents: ['BOTH-1'] } })
  }
  await manager.stop()
})

test('what is played opens an operation that is played', async () => {
  const manager = at.manager({ rules, checkpoint: 'played' })
  await at.report('corrections', 'ReportPrisonerEscape', 'EX-1', { ...escaped, mode: 'exercise' })
  const played = await at.stream('operation-EX-OP-EX-1-prisoner-escape', 2)
  expect(new Set(played.map(({ envelope }) => envelope.mode))).toEqual(new Set(['exercise']))
  expect(await at.stream('operation-OP-EX-1-prisoner-escape')).toEqual([])
  await manager.stop()
})

test('an incident in a shared area is offered to its owners', async () => {
  const manager = at.manager({ rules, checkpoint: 'area' })
  await at.report('joc', 'DefineSharedArea', 'ONON', {
    data: { owners: ['border', 'emergency'], areas: ['2110'] },
  })
  await at.report('emergency', 'ReportFire', 'FIRE-1', { data: { areaHa: 3, soum: '2110' } })
  const [offered] = await at.stream('incident-FIRE-1', 1)
  expect(offered).toMatchObject({ type: 'IncidentOffered', data: { agencies: ['border', 'emergency'] } })
  await settle(manager)
  expect(await at.stream('incident-FIRE-1')).toHaveLength(1)
  await manager.stop()
})

test('a second escape in the same incident opens an operation of its own, with a ring for those who are out by it', async () => {
  const manager = at.manager({ rules, checkpoint: 'again' })
  const first = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-6', escaped)
  await at.stream('operation-OP-ESC-6-prisoner-escape', 2)
  const second = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-6', {
    data: { subjects: ['P-2'], lat: 49.1, lon: 113.9 },
  })
  const [opened] = await at.stream('operation-OP-ESC-6-prisoner-escape.2', 1)
  const [ring] = await at.ofType('operation-OP-ESC-6-prisoner-escape.2', 'SearchRingComputed', 1)
  expect(opened?.data).toMatchObject({ trigger: second, incidents: ['ESC-6'] })
  expect(ring?.data).toMatchObject({ subjects: ['P-2'], lat: 49.1, basis: [second] })
  const corrected = await at.report('corrections', 'CorrectPrisonerEscape', 'ESC-6', {
    data: { subjects: ['P-1', 'P-3'], count: 2, lat: 48.5, lon: 113.1 },
    corrects: first,
  })
  const rings = await at.ofType('operation-OP-ESC-6-prisoner-escape', 'SearchRingComputed', 2)
  expect(rings.map(({ data }) => data)).toMatchObject([
    { subjects: ['P-1'], basis: [first] },
    { subjects: ['P-1', 'P-3'], basis: [corrected] },
  ])
  await settle(manager)
  expect(await at.ofType('operation-OP-ESC-6-prisoner-escape.2', 'SearchRingComputed', 1)).toHaveLength(1)
  expect(await at.stream('operation-OP-ESC-6-prisoner-escape.3')).toEqual([])
  await manager.stop()
})

test('a fire that crosses the border again opens nothing while its operation runs, and another one after its end', async () => {
  const manager = at.manager({ rules, checkpoint: 'crossing' })
  const cross = () => at.report('emergency', 'ReportFireCrossedBorder', 'FIRE-2', { data: { areaHa: 9 } })
  await cross()
  await at.stream('operation-OP-FIRE-2-fire-at-the-border', 1)
  await cross()
  await at.report('joc', 'CloseJointOperation', 'OP-FIRE-2-fire-at-the-border', { data: { reason: 'rain' } })
  await at.stream('operation-OP-FIRE-2-fire-at-the-border', 2)
  await settle(manager)
  expect(await at.stream('operation-OP-FIRE-2-fire-at-the-border.2')).toEqual([])
  await cross()
  expect(await at.ofType('operation-OP-FIRE-2-fire-at-the-border.2', 'JointOperationOpened', 1)).toHaveLength(
    1,
  )
  await manager.stop()
})

test('a trigger that is taken back leaves its operation to people, who are asked once', async () => {
  const manager = at.manager({ rules, checkpoint: 'taken-back' })
  const trigger = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-7', escaped)
  await at.ofType('operation-OP-ESC-7-prisoner-escape', 'SearchRingComputed', 1)
  const retraction = await at.report('corrections', 'RetractReport', 'ESC-7', { retracts: trigger })
  const [review] = await at.ofType('operation-OP-ESC-7-prisoner-escape', 'TaskAssigned', 1)
  expect(review).toMatchObject({
    type: 'TaskAssigned',
    data: { task: 'REVIEW', agency: 'joc', trigger: retraction },
  })
  await settle(manager)
  expect(await at.ofType('operation-OP-ESC-7-prisoner-escape', 'TaskAssigned', 1)).toHaveLength(1)
  await manager.stop()
})

test('a plan acts by itself from its activation until it is superseded', async () => {
  const manager = at.manager({ rules: [], checkpoint: 'plan' })
  const flood = (incident: string) =>
    at.report('emergency', 'ReportFlood', incident, { data: { severity: 'Severe' } })
  const step = (command: string, data: object = {}) => at.report('joc', command, 'FLOOD', { data })
  await step('DraftPlan', {
    title: 'Flood',
    rule: {
      title: 'Flood',
      when: { types: ['FloodReported'] },
      operation: {
        title: 'Flood',
        tasks: [{ id: 'BRIDGE', agency: 'police', title: 'Close the bridge' }],
        playbook: { playbook: 'FLOOD', steps: [{ step: 'warn', deadlineMinutes: 30 }, { step: 'measure' }] },
      },
    },
  })
  await step('ApprovePlan')
  await flood('FLOOD-1')
  await step('ActivatePlan')
  await flood('FLOOD-2')
  const [opened, attached] = await at.stream('operation-OP-FLOOD-2-plan.FLOOD', 2)
  const { deadlines, ...playbook } = attached!.data as { deadlines: Record<string, string> }
  expect(playbook).toEqual({ playbook: 'FLOOD', steps: ['warn', 'measure'], rule: 'plan/FLOOD' })
  expect(Date.parse(deadlines.warn!) - Date.parse(opened!.envelope.occurredAt)).toBe(30 * 60_000)
  expect(opened?.data).toMatchObject({ rule: 'plan/FLOOD', tasks: [{ id: 'BRIDGE', agency: 'police' }] })
  await step('SupersedePlan')
  await flood('FLOOD-3')
  await at.report('joc', 'OpenJointOperation', 'OP-MARK')
  await settle(manager)
  for (const incident of ['FLOOD-1', 'FLOOD-3'])
    expect(await at.stream(`operation-OP-${incident}-plan.FLOOD`)).toEqual([])
  await manager.stop()
})
