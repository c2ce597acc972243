import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRules } from './read-rules.ts'
import { type CoordinationInTest, startCoordinationInTest } from './testing/coordination-in-test.ts'

const rules = readRules(join(import.meta.dirname, '../rules'))
const escaped = { data: { subjects: ['P-1'], count: 1, lat: 48.6, lon: 113.2 } }

let at: CoordinationInTest
beforeAll(async () => {
  at = await startCoordinationInTest()
})
afterAll(() => at.stop())

const typesOf = async (stream: string, count: number) =>
  (await at.stream(stream, count)).map(({ type }) => type)

/** Two wakes: the first does what is due, the second would do it again if anything could. */
const settle = async (manager: { wake: () => Promise<void> }) => {
  await manager.wake()
  await manager.wake()
}

test('an escape opens an operation with tasks and deadlines, and a search ring', async () => {
  const manager = at.manager({ rules, checkpoint: 'opens' })
  const trigger = await at.report('corrections', 'ReportPrisonerEscape', 'ESC-1', escaped)
  const [opened, ring] = await at.stream('operation-OP-ESC-1', 2)
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
  expect(await typesOf('operation-OP-ESC-1', 2)).toEqual(['JointOperationOpened', 'SearchRingComputed'])
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
  await at.stream('operation-OP-ESC-2', 1)
  await dying.stop()
  expect(await typesOf('operation-OP-ESC-2', 1)).toEqual(['JointOperationOpened'])

  const next = at.manager({ rules, checkpoint: 'killed' })
  expect(await typesOf('operation-OP-ESC-2', 2)).toEqual(['JointOperationOpened', 'SearchRingComputed'])
  await next.stop()
})

test('two instances at once act as one', async () => {
  const two = [0, 1].map((process) => at.manager({ rules, checkpoint: `twin-${process}`, process }))
  for (const incident of ['TWIN-1', 'TWIN-2', 'TWIN-3', 'TWIN-4'])
    await at.report('corrections', 'ReportPrisonerEscape', incident, escaped)
  for (const incident of ['TWIN-1', 'TWIN-2', 'TWIN-3', 'TWIN-4']) {
    await at.stream(`operation-OP-${incident}`, 2)
    await Promise.all(two.map(settle))
    expect(await typesOf(`operation-OP-${incident}`, 2)).toEqual([
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
  await at.stream('operation-OP-ESC-3', 2)
  const earlier = new Date(at.clock.now() - 180 * 60_000).toISOString()
  const corrected = await at.report('corrections', 'CorrectPrisonerEscape', 'ESC-3', {
    data: { subjects: ['P-1', 'P-2'], count: 2, lat: 48.7, lon: 113.3 },
    corrects: first,
    occurredAt: earlier,
  })
  const rings = (await at.stream('operation-OP-ESC-3', 3)).slice(1).map(({ data }) => data)
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
  expect(await typesOf('operation-OP-ESC-3', 3)).not.toContain('TaskDeadlinePassed')
  expect(await at.stream('operation-OP-ESC-3', 3)).toHaveLength(3)
  await manager.stop()
})

test('a deadline that passes is raised once, by whichever instance; a task that was done is not', async () => {
  const opening = at.manager({ rules, checkpoint: 'deadline' })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-4', escaped)
  await at.stream('operation-OP-ESC-4', 2)
  await at.report('police', 'AcceptTask', 'OP-ESC-4', { data: { task: 'T1' } })
  await at.report('police', 'CompleteTask', 'OP-ESC-4', { data: { task: 'T1' } })
  const noted = await at.stream('operation-OP-ESC-4', 4)
  expect(noted.slice(2).map(({ data }) => (data as { answer: string }).answer)).toContain('completed')
  await opening.stop()

  at.clock.advance(60)
  const two = [0, 1].map((process) => at.manager({ rules, checkpoint: `late-${process}`, process }))
  await at.stream('operation-OP-ESC-4', 6)
  await Promise.all(two.map(settle))
  const breaches = (await at.stream('operation-OP-ESC-4')).filter(({ type }) => type === 'TaskDeadlinePassed')
  expect(breaches.map(({ data }) => (data as { task: string }).task)).toEqual(['T2'])
  const [breach] = breaches
  expect(breach?.data).toMatchObject({ deadline: breach?.envelope.occurredAt, state: 'assigned' })
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
  await at.stream('operation-OP-ESC-5', 2)
  for (const incident of ['OLD-1', 'SECRET-1', 'SECRET-2'])
    expect(await at.stream(`operation-OP-${incident}`)).toEqual([])
  await manager.stop()
})

test('what is played opens an operation that is played', async () => {
  const manager = at.manager({ rules, checkpoint: 'played' })
  await at.report('corrections', 'ReportPrisonerEscape', 'EX-1', { ...escaped, mode: 'exercise' })
  const played = await at.stream('operation-EX-OP-EX-1', 2)
  expect(new Set(played.map(({ envelope }) => envelope.mode))).toEqual(new Set(['exercise']))
  expect(await at.stream('operation-OP-EX-1')).toEqual([])
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
