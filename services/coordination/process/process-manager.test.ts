import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCooperationRules } from './read-rules.ts'
import { type CoordinationInTest, startCoordinationInTest } from './testing/coordination-in-test.ts'

const rules = readCooperationRules(join(import.meta.dirname, '../rules'))
const escaped = { data: { subjects: ['P-1'], count: 1, lat: 48.6, lon: 113.2 } }

let at: CoordinationInTest
beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(() => at.stop())

const typesOf = async (stream: string, count: number) =>
  (await at.stream(stream, count)).map(({ type }) => type)

/** Those of one type, once there are as many. The clock of these tests has been moved on: other tasks may be overdue. */
const ofType = async (stream: string, type: string, count: number) => {
  for (let least = count; ; least++) {
    const found = (await at.stream(stream, least)).filter((event) => event.type === type)
    if (found.length >= count) return found
  }
}

/** Two wakes: the first does what is due, the second would do it again if anything could. */
const settle = async (manager: { wake: () => Promise<void> }) => {
  await manager.wake()
  await manager.wake()
}

test('an escape opens an operation with tasks and deadlines, and a search ring', async () => {
  const manager = at.manager({ rules, checkpoint: 'opens' })
  const trigger = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-1', escaped)
  const [opened, ring] = await at.stream('operation-OP-ESC-1-prisoner-escape', 2)
  expect(opened).toMatchObject({
    type: 'JointOperationOpened',
    data: { rule: 'prisoner-escape', trigger, incidents: ['ESC-1'] },
    envelope: { mode: 'operational', actor: { subject: 'cooperation-rules', role: 'service' } },
  })
  const { tasks } = opened!.data as { tasks: { agency: string; deadline: string }[] }
  expect(tasks.map(({ agency }) => agency)).toEqual(['police', 'border', 'emergency'])
  expect(Date.parse(tasks[0]!.deadline) - Date.parse(opened!.envelope.occurredAt)).toBe(45 * 60_000)
  expect(ring).toMatchObject({
    type: 'SearchRingComputed',
    data: { lat: 48.6, lon: 113.2, subjects: ['P-1'], tick: 0, basis: [trigger] },
  })
  await manager.stop()
})

test('neither redelivery nor a lost checkpoint makes anything happen twice', async () => {
  for (const checkpoint of ['opens', 'lost']) {
    const manager = at.manager({ rules, checkpoint })
    await at.report('corrections', 'ReportObservation', `MARK-${checkpoint}`)
    await settle(manager)
    await manager.stop()
  }
  expect(await typesOf('operation-OP-ESC-1-prisoner-escape', 2)).toEqual([
    'JointOperationOpened',
    'SearchRingComputed',
  ])
})

test('killed in the middle of acting, it goes on where the log says', async () => {
  const dying = at.manager({
    rules,
    checkpoint: 'killed',
    beforeAct: (command) => {
      if (command === 'ComputeSearchRing') throw new Error('killed')
    },
  })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-2', escaped)
  await at.stream('operation-OP-ESC-2-prisoner-escape', 1)
  await dying.stop()
  expect(await typesOf('operation-OP-ESC-2-prisoner-escape', 1)).toEqual(['JointOperationOpened'])

  const next = at.manager({ rules, checkpoint: 'killed' })
  expect(await typesOf('operation-OP-ESC-2-prisoner-escape', 2)).toEqual([
    'JointOperationOpened',
    'SearchRingComputed',
  ])
  await next.stop()
})

test('two instances at once act as one', async () => {
  const two = [0, 1].map((process) => at.manager({ rules, checkpoint: `twin-${process}`, process }))
  for (const incident of ['TWIN-1', 'TWIN-2', 'TWIN-3', 'TWIN-4'])
    await at.report('corrections', 'ReportPrisonerEscape', incident, escaped)
  for (const incident of ['TWIN-1', 'TWIN-2', 'TWIN-3', 'TWIN-4']) {
    await at.stream(`operation-OP-${incident}-prisoner-escape`, 2)
    await Promise.all(two.map(settle))
    expect(await typesOf(`operation-OP-${incident}-prisoner-escape`, 2)).toEqual([
      'JointOperationOpened',
      'SearchRingComputed',
    ])
  }
  await Promise.all(two.map((one) => one.stop()))
})

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
  expect(await typesOf('operation-OP-ESC-3-prisoner-escape', 3)).not.toContain('TaskDeadlinePassed')
  expect(await at.stream('operation-OP-ESC-3-prisoner-escape', 3)).toHaveLength(3)
  await manager.stop()
})

test('a deadline that passes is raised once, by whichever instance; a task that was done is not', async () => {
  const opening = at.manager({ rules, checkpoint: 'deadline' })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-4', escaped)
  await at.stream('operation-OP-ESC-4-prisoner-escape', 2)
  await at.report('police', 'AcceptTask', 'OP-ESC-4-prisoner-escape', { data: { task: 'T1' } })
  await at.report('police', 'CompleteTask', 'OP-ESC-4-prisoner-escape', { data: { task: 'T1' } })
  const noted = await at.stream('operation-OP-ESC-4-prisoner-escape', 4)
  expect(noted.slice(2).map(({ data }) => (data as { answer: string }).answer)).toContain('completed')
  await opening.stop()

  at.clock.advance(60)
  const two = [0, 1].map((process) => at.manager({ rules, checkpoint: `late-${process}`, process }))
  await at.stream('operation-OP-ESC-4-prisoner-escape', 6)
  await Promise.all(two.map(settle))
  const breaches = (await at.stream('operation-OP-ESC-4-prisoner-escape')).filter(
    ({ type }) => type === 'TaskDeadlinePassed',
  )
  expect(breaches.map(({ data }) => (data as { task: string }).task)).toEqual(['T2'])
  const [breach] = breaches
  expect(breach?.data).toMatchObject({ deadline: breach?.envelope.occurredAt, state: 'assigned' })
  await Promise.all(two.map((one) => one.stop()))
})

test('an answer that was taken back was not given', async () => {
  const opening = at.manager({ rules: [], checkpoint: 'retracted' })
  const inAnHour = new Date(at.clock.now() + 60 * 60_000).toISOString()
  await at.report('joc', 'OpenJointOperation', 'OP-BACK')
  await at.report('joc', 'AssignTask', 'OP-BACK', {
    data: { task: 'T1', agency: 'police', deadline: inAnHour },
  })
  const noted = async (count: number) =>
    (await ofType('operation-OP-BACK', 'TaskAnswerNoted', count)).at(-1)?.data
  await at.report('police', 'AcceptTask', 'OP-BACK', { data: { task: 'T1' } })
  await noted(1)
  const done = await at.report('police', 'CompleteTask', 'OP-BACK', { data: { task: 'T1' } })
  expect(await noted(2)).toMatchObject({ answer: 'completed' })
  await at.report('police', 'RetractReport', 'OP-BACK', { retracts: done })
  expect(await noted(3)).toMatchObject({ task: 'T1', answer: 'accepted' })
  await opening.stop()

  at.clock.advance(61)
  const manager = at.manager({ rules: [], checkpoint: 'retracted' })
  const [breach] = await ofType('operation-OP-BACK', 'TaskDeadlinePassed', 1)
  expect(breach?.data).toMatchObject({ task: 'T1', state: 'accepted' })
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

test('history is not acted upon, nor what the joint centre or the tasked may not see', async () => {
  const manager = at.manager({ rules, checkpoint: 'history' })
  await at.report('corrections', 'ReportPrisonerEscape', 'OLD-1', {
    ...escaped,
    occurredAt: '2020-01-01T00:00:00Z',
    recordedAt: '2020-01-01T01:00:00Z',
  })
  await at.report('corrections', 'ReportPrisonerEscape', 'SECRET-1', { ...escaped, releaseTo: ['joc'] })
  await at.report('corrections', 'ReportPrisonerEscape', 'SECRET-2', {
    ...escaped,
    releaseTo: ['police', 'border', 'emergency'],
  })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-5', escaped)
  await at.stream('operation-OP-ESC-5-prisoner-escape', 2)
  for (const incident of ['OLD-1', 'SECRET-1', 'SECRET-2'])
    expect(await at.stream(`operation-OP-${incident}-prisoner-escape`)).toEqual([])
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

test('what is played in a real operation closes it for nobody and answers for nobody', async () => {
  const manager = at.manager({ rules: [], checkpoint: 'played-in-real' })
  const deadline = new Date(at.clock.now() + 10 * 60_000).toISOString()
  const task = (id: string) => ({ data: { task: id, agency: 'police', deadline } })
  const played = { mode: 'exercise' } as const
  await at.report('joc', 'OpenJointOperation', 'OP-DRILL', { data: { title: 'Search', tasks: [] } })
  await at.report('joc', 'AssignTask', 'OP-DRILL', task('T1'))
  await at.report('joc', 'OpenJointOperation', 'OP-DRILL', {
    ...played,
    data: { title: 'Drill', tasks: ['T1'] },
  })
  await at.report('police', 'AcceptTask', 'OP-DRILL', { ...played, data: { task: 'T1' } })
  await at.report('joc', 'CloseJointOperation', 'OP-DRILL', {
    ...played,
    data: { reason: 'end of exercise' },
  })
  await at.report('joc', 'AssignTask', 'OP-DRILL', task('T2'))
  await at.report('police', 'AcceptTask', 'OP-DRILL', { data: { task: 'T1' } })
  at.clock.advance(15)
  await manager.wake()

  const passed = await ofType('operation-OP-DRILL', 'TaskDeadlinePassed', 2)
  expect(passed.map(({ data }) => (data as { task: string }).task).toSorted()).toEqual(['T1', 'T2'])
  expect(new Set(passed.map(({ envelope }) => envelope.mode))).toEqual(new Set(['operational']))
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
  const [ring] = await ofType('operation-OP-ESC-6-prisoner-escape.2', 'SearchRingComputed', 1)
  expect(opened?.data).toMatchObject({ trigger: second, incidents: ['ESC-6'] })
  expect(ring?.data).toMatchObject({ subjects: ['P-2'], lat: 49.1, basis: [second] })
  const corrected = await at.report('corrections', 'CorrectPrisonerEscape', 'ESC-6', {
    data: { subjects: ['P-1', 'P-3'], count: 2, lat: 48.5, lon: 113.1 },
    corrects: first,
  })
  const rings = await ofType('operation-OP-ESC-6-prisoner-escape', 'SearchRingComputed', 2)
  expect(rings.map(({ data }) => data)).toMatchObject([
    { subjects: ['P-1'], basis: [first] },
    { subjects: ['P-1', 'P-3'], basis: [corrected] },
  ])
  await settle(manager)
  expect(await ofType('operation-OP-ESC-6-prisoner-escape.2', 'SearchRingComputed', 1)).toHaveLength(1)
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
  expect(await ofType('operation-OP-FIRE-2-fire-at-the-border.2', 'JointOperationOpened', 1)).toHaveLength(1)
  await manager.stop()
})

test('a trigger that is taken back leaves its operation to people, who are asked once', async () => {
  const manager = at.manager({ rules, checkpoint: 'taken-back' })
  const trigger = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-7', escaped)
  await ofType('operation-OP-ESC-7-prisoner-escape', 'SearchRingComputed', 1)
  const retraction = await at.report('corrections', 'RetractReport', 'ESC-7', { retracts: trigger })
  const [review] = await ofType('operation-OP-ESC-7-prisoner-escape', 'TaskAssigned', 1)
  expect(review).toMatchObject({
    type: 'TaskAssigned',
    data: { task: 'REVIEW', agency: 'joc', trigger: retraction },
  })
  await settle(manager)
  expect(await ofType('operation-OP-ESC-7-prisoner-escape', 'TaskAssigned', 1)).toHaveLength(1)
  await manager.stop()
})

test('an event that nothing can be made of is set aside, and what comes after it is acted upon', async () => {
  const aside: string[] = []
  const manager = at.manager({
    rules,
    checkpoint: 'poison',
    poison: 'HeadcountTaken',
    onSetAside: (type) => aside.push(type),
  })
  await at.report('corrections', 'DepartWorkDetail', 'ESC-8', { data: { detail: 'north' } })
  await at.report('corrections', 'TakeHeadcount', 'ESC-8', { data: { detail: 'north', present: 3 } })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-8', escaped)
  await at.stream('operation-OP-ESC-8-prisoner-escape', 2)
  expect(aside).toEqual(['HeadcountTaken'])
  await manager.stop()
})

test('a step that fails holds up no other one', async () => {
  const failed = new Set<string>()
  const manager = at.manager({
    rules,
    checkpoint: 'failing',
    beforeRing: (incident) => {
      if (incident === 'ESC-9') throw new Error('cannot be read')
    },
    onFailure: (step) => failed.add(step),
  })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-9', escaped)
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-10', escaped)
  await ofType('operation-OP-ESC-10-prisoner-escape', 'SearchRingComputed', 1)
  expect(failed).toEqual(new Set(['ring OP-ESC-9-prisoner-escape']))
  expect(await typesOf('operation-OP-ESC-9-prisoner-escape', 1)).not.toContain('SearchRingComputed')
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

test('a unit that is bound twice, and a fact that is stated differently, is told of once, to those who see all of it', async () => {
  const manager = at.manager({ rules: [], checkpoint: 'conflicts' })
  const bind = (incident: string, request: string, releaseTo?: readonly string[]) =>
    at.report('police', 'CommitResource', incident, {
      data: { request, unit: 'P-4', personnel: 9 },
      ...(releaseTo ? { releaseTo } : {}),
    })
  const first = await bind('FLOOD-7', 'R1')
  const second = await bind('FLOOD-8', 'R2', ['joc', 'border'])
  const [detected] = await ofType('operation-FLOOD-8', 'ConflictDetected', 1)
  expect(detected).toMatchObject({
    data: { basis: [first, second].toSorted() },
    envelope: { marking: { releaseTo: ['police', 'border'] } },
  })
  await at.report('police', 'ReleaseResource', 'FLOOD-7', { data: { request: 'R1', unit: 'P-4' } })

  const dead = (agency: string, value: number, corrects?: string) =>
    at.report(agency, 'ReportCasualties', 'FLOOD-9', {
      data: { dead: value },
      ...(corrects ? { corrects } : {}),
    })
  await dead('police', 1)
  const wrong = await dead('emergency', 3)
  await ofType('operation-FLOOD-9', 'ConflictDetected', 1)
  await dead('emergency', 1, wrong)
  await at.report('joc', 'OpenJointOperation', 'OP-MARK-2')
  await settle(manager)
  for (const incident of ['FLOOD-8', 'FLOOD-9'])
    expect(await ofType(`operation-${incident}`, 'ConflictDetected', 1)).toHaveLength(1)
  await manager.stop()
})
