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

test('a deadline that passes is raised once, by whichever instance; a task that was done is not', async () => {
  const opening = at.manager({ rules, checkpoint: 'deadline' })
  await at.report('corrections', 'ReportPrisonerEscape', 'ESC-4', escaped)
  await at.stream('operation-OP-ESC-4-prisoner-escape', 2)
  await at.report('police', 'AcceptTask', 'OP-ESC-4-prisoner-escape', { data: { task: 'T1' } })
  await at.report('police', 'CompleteTask', 'OP-ESC-4-prisoner-escape', { data: { task: 'T1' } })
  const noted = await at.stream('operation-OP-ESC-4-prisoner-escape', 4)
  expect(noted.slice(2).map(({ data }) => (data as { answer: string }).answer)).toContain('completed')
  await opening.stop()

  at.clock.advance(91)
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
    (await at.ofType('operation-OP-BACK', 'TaskAnswerNoted', count)).at(-1)?.data
  await at.report('police', 'AcceptTask', 'OP-BACK', { data: { task: 'T1' } })
  await noted(1)
  const done = await at.report('police', 'CompleteTask', 'OP-BACK', { data: { task: 'T1' } })
  expect(await noted(2)).toMatchObject({ answer: 'completed' })
  await at.report('police', 'RetractReport', 'OP-BACK', { retracts: done })
  expect(await noted(3)).toMatchObject({ task: 'T1', answer: 'accepted' })
  await opening.stop()

  at.clock.advance(61)
  const manager = at.manager({ rules: [], checkpoint: 'retracted' })
  const [breach] = await at.ofType('operation-OP-BACK', 'TaskDeadlinePassed', 1)
  expect(breach?.data).toMatchObject({ task: 'T1', state: 'accepted' })
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

  const passed = await at.ofType('operation-OP-DRILL', 'TaskDeadlinePassed', 2)
  expect(passed.map(({ data }) => (data as { task: string }).task).toSorted()).toEqual(['T1', 'T2'])
  expect(new Set(passed.map(({ envelope }) => envelope.mode))).toEqual(new Set(['operational']))
  await manager.stop()
})

test('a deadline that was raised too early and taken back is raised once more when it has passed', async () => {
  const opening = at.manager({ rules: [], checkpoint: 'too-early' })
  const deadline = new Date(at.clock.now() + 60 * 60_000).toISOString()
  await at.report('joc', 'OpenJointOperation', 'OP-EARLY')
  await at.report('joc', 'AssignTask', 'OP-EARLY', { data: { task: 'T1', agency: 'police', deadline } })
  await opening.stop()

  // Its clock is ahead of everybody else's.
  at.clock.advance(61)
  const ahead = at.manager({ rules: [], checkpoint: 'too-early' })
  const [early] = await at.ofType('operation-OP-EARLY', 'TaskDeadlinePassed', 1)
  await ahead.stop()
  await at.report('joc', 'RetractReport', 'OP-EARLY', {
    retracts: early!.id,
    data: { reason: 'the clock was ahead' },
  })

  const late = [0, 1].map((process) => at.manager({ rules: [], checkpoint: `put-right-${process}`, process }))
  const raised = await at.ofType('operation-OP-EARLY', 'TaskDeadlinePassed', 2)
  await Promise.all(late.map(settle))
  expect(raised[1]?.data).toMatchObject({ task: 'T1', deadline })
  expect(await at.ofType('operation-OP-EARLY', 'TaskDeadlinePassed', 2)).toHaveLength(2)
  await Promise.all(late.map((one) => one.stop()))
})
