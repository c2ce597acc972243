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
  expect(await at.typesOf('operation-OP-ESC-1-prisoner-escape', 2)).toEqual([
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
  expect(await at.typesOf('operation-OP-ESC-2-prisoner-escape', 1)).toEqual(['JointOperationOpened'])

  const next = at.manager({ rules, checkpoint: 'killed' })
  expect(await at.typesOf('operation-OP-ESC-2-prisoner-escape', 2)).toEqual([
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
    expect(await at.typesOf(`operation-OP-${incident}-prisoner-escape`, 2)).toEqual([
      'JointOperationOpened',
      'SearchRingComputed',
    ])
  }
  await Promise.all(two.map((one) => one.stop()))
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
  await at.ofType('operation-OP-ESC-10-prisoner-escape', 'SearchRingComputed', 1)
  expect(failed).toEqual(new Set(['ring OP-ESC-9-prisoner-escape']))
  expect(await at.typesOf('operation-OP-ESC-9-prisoner-escape', 1)).not.toContain('SearchRingComputed')
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
  const [detected] = await at.ofType('operation-FLOOD-8', 'ConflictDetected', 1)
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
  await at.ofType('operation-FLOOD-9', 'ConflictDetected', 1)
  await dead('emergency', 1, wrong)
  await at.report('joc', 'OpenJointOperation', 'OP-MARK-2')
  await settle(manager)
  for (const incident of ['FLOOD-8', 'FLOOD-9'])
    expect(await at.ofType(`operation-${incident}`, 'ConflictDetected', 1)).toHaveLength(1)
  await manager.stop()
})
