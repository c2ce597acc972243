import { eventsInForce, incidentTopic, viewOf } from '@concord/incident'
import { asked, given, type Happened, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { joc } from '../agency.ts'

const noon = '2025-04-23T12:00:00+08:00'
const one = '2025-04-23T13:00:00+08:00'

const opened = happened('JointOperationOpened', {
  tasks: ['T1', { id: 'T2', agency: 'border', deadline: one }],
  incidents: ['INC-1'],
})
const answered = (task: string, answer: string) =>
  happened('TaskAnswerNoted', { task, agency: 'border', answer })

const when = (past: readonly Happened[], name: string, data: unknown, context: object = {}) =>
  given(joc.decider, ...past).when(asked(name, data, context))

describe('an operation', () => {
  test('is led from its beginning by whom it was opened with, until another takes the lead', () => {
    const led = happened('JointOperationOpened', { lead: 'border', tasks: [] })
    const leadAfter = (...told: readonly Happened[]) =>
      viewOf(
        incidentTopic('OP-1'),
        told.map((one, index) => recorded(one, index, undefined, 'operation-OP-1')),
        joc.view,
      )!.lead
    expect(leadAfter(opened)).toBeUndefined()
    expect(leadAfter(led)).toBe('border')
    expect(leadAfter(led, happened('LeadAgencyAssigned', { agency: 'police' }))).toBe('police')
  })

  test('is opened once, with tasks that differ', () => {
    when([], 'OpenJointOperation', { tasks: ['T1', { id: 'T1' }] }).refuses('task-twice')
    when([], 'OpenJointOperation', { tasks: ['T1'] }).records('JointOperationOpened')
    when([opened], 'OpenJointOperation', { tasks: [] }).refuses('already-open')
  })

  test('is closed when its tasks are done or withdrawn, or somebody says why not', () => {
    when([opened], 'CloseJointOperation', {}).refuses('tasks-open')
    when([opened], 'CloseJointOperation', { reason: 'snow' }).records('JointOperationClosed')
    when([opened], 'CloseJointOperation', {}, { summary: 'snow' }).records('JointOperationClosed')
    when(
      [opened, answered('T2', 'completed'), happened('TaskWithdrawn', { task: 'T1' })],
      'CloseJointOperation',
      {},
    ).records('JointOperationClosed')
  })

  test('is closed as before when an assignment has been corrected since its answer', () => {
    const assigned = (envelope: object) =>
      happened('TaskAssigned', { task: 'T3', agency: 'border' }, { ...envelope })
    const done = [
      opened,
      answered('T1', 'completed'),
      answered('T2', 'completed'),
      assigned({ reference: 'A' }),
    ]
    const past = [...done, answered('T3', 'completed'), assigned({ corrects: 'A' })]
    when(past, 'CloseJointOperation', {}).records('JointOperationClosed')
    when([...done, assigned({ corrects: 'A' })], 'CloseJointOperation', {}).refuses('tasks-open')
  })

  test('takes no tasks when it is over', () => {
    const closed = happened('JointOperationClosed')
    when([opened, closed], 'AssignTask', { task: 'T3' }).refuses('operation-not-open')
    when([], 'AssignTask', { task: 'T3' }).refuses('operation-not-open')
  })
})

describe('a task', () => {
  test('that somebody has goes to somebody else only when declined or withdrawn', () => {
    when([opened], 'AssignTask', { task: 'T2', agency: 'police' }).refuses('task-already-assigned')
    when([opened, answered('T2', 'declined')], 'AssignTask', { task: 'T2', agency: 'police' }).records(
      'TaskAssigned',
    )
  })

  test('has a deadline that lies ahead', () => {
    when([opened], 'AssignTask', { task: 'T3', deadline: noon }, { occurredAt: one }).refuses(
      'deadline-passed',
    )
  })

  test('is overdue once, after its deadline, unless it is done', () => {
    const breach = { task: 'T2', deadline: one }
    const late = { receivedAt: '2025-04-23T13:00:01+08:00' }
    when([opened], 'RaiseDeadlineBreach', breach, { receivedAt: noon }).refuses('deadline-ahead')
    when([opened], 'RaiseDeadlineBreach', breach, late).records('TaskDeadlinePassed')
    when([opened, happened('TaskDeadlinePassed', breach)], 'RaiseDeadlineBreach', breach, late).refuses(
      'already-breached',
    )
    when([opened, answered('T2', 'completed')], 'RaiseDeadlineBreach', breach, late).refuses('task-completed')
    when([opened], 'RaiseDeadlineBreach', { task: 'T2', deadline: noon }, late).refuses('deadline-changed')
    when([opened], 'RaiseDeadlineBreach', { task: 'T9', deadline: one }, late).refuses('unknown-task')
  })
})

describe('what is corrected or taken back', () => {
  const assigned = happened('TaskAssigned', { task: 'T3', agency: 'police' }, { reference: 'A' })
  const corrected = happened('TaskAssigned', { task: 'T4', agency: 'police' }, { corrects: 'A' })
  const takenBack = happened('ReportRetracted', {}, { retracts: 'A', reference: 'B' })

  test('gives nobody a task', () => {
    when([opened, assigned], 'WithdrawTask', { task: 'T3' }).records('TaskWithdrawn')
    when([opened, assigned, corrected], 'WithdrawTask', { task: 'T3' }).refuses('unknown-task')
    when([opened, assigned, corrected], 'WithdrawTask', { task: 'T4' }).records('TaskWithdrawn')
    when([opened, assigned, takenBack], 'WithdrawTask', { task: 'T3' }).refuses('unknown-task')
    when([opened, assigned, takenBack, happened('ReportRetracted', {}, { retracts: 'B' })], 'WithdrawTask', {
      task: 'T3',
    }).records('TaskWithdrawn')
  })

  test('closes nothing', () => {
    const closed = happened('JointOperationClosed', {}, { reference: 'A' })
    when([opened, closed, takenBack], 'AssignTask', { task: 'T9' }).records('TaskAssigned')
  })
})

describe('a decision', () => {
  test('rests on something', () => {
    when([opened], 'RecordDecision', { decision: 'wait', basis: [] }).refuses('basis-missing')
    when([opened], 'RecordDecision', { basis: ['A-1'] }).refuses('nothing-decided')
  })

  test('about a unit says who stays where, in either form', () => {
    when([opened], 'RecordDecision', { unit: 'B-14', basis: ['A-1'] }).refuses('allocations-missing')
    when([opened], 'RecordDecision', { unit: 'B-14', t2: 8, r1: 6, basis: ['A-1'] }).records(
      'DecisionRecorded',
    )
    const decided = (data: object) =>
      joc.view(recorded(happened('DecisionRecorded', { unit: 'B-14', basis: ['A-1'], ...data }), 0))[0]
    const allocations = [
      { use: 't2', personnel: 8 },
      { use: 'r1', personnel: 6 },
    ]
    expect(decided({ t2: 8, r1: 6 })).toMatchObject({ allocations })
    expect(decided({ allocations })).toMatchObject({ allocations })
  })
})

test('an operation whose closing is taken back is active in the picture', () => {
  const closed = happened('JointOperationClosed', {}, { agency: 'joc', reference: 'C' })
  const back = happened('ReportRetracted', {}, { agency: 'joc', retracts: 'C' })
  const told = [{ ...opened, envelope: { agency: 'joc' } }, closed, back]
  const ids = new Map([['C', recorded(closed, 1).id]])
  const events = told.map((one, index) => recorded(one, index, ids, 'operation-OP-1'))
  const statusAfter = (count: number) => {
    const inForce = eventsInForce(events.slice(0, count), 'joc', () => true, {})
    return viewOf(incidentTopic('OP-1'), inForce, joc.view)?.status
  }
  expect([1, 2, 3].map(statusAfter)).toEqual(['active', 'closed', 'active'])
})

describe('a decision on a fact', () => {
  const fact = { name: 'injured', value: 8 }
  const settledBy = (data: object) =>
    joc
      .view(recorded(happened('DecisionRecorded', { basis: ['A-1'], ...data }), 0, undefined, 'joc-OP-1'))
      .flatMap((change) => (change.change === 'decision' ? [[change.topic, change.facts?.[0]?.value]] : []))

  test('settles it in the incident that it names, and neither in the operation nor with the unit', () => {
    const elsewhere = { fact: { incident: 'INC-1', ...fact } }
    expect(settledBy(elsewhere)).toEqual([
      [undefined, undefined],
      ['incident:INC-1', 8],
    ])
    expect(settledBy({ ...elsewhere, agency: 'border', unit: 'B-14', t2: 8 })).toEqual([
      [undefined, undefined],
      ['incident:INC-1', 8],
      ['unit:border/B-14', undefined],
    ])
  })

  test('is as good in the short form', () => {
    expect(settledBy({ injured: 8 })).toEqual([[undefined, 8]])
    expect(settledBy({ incident: 'INC-1', injured: 8 })).toEqual([
      [undefined, undefined],
      ['incident:INC-1', 8],
    ])
  })

  test('settles it where it is taken when it names no other place, and is taken once', () => {
    expect(settledBy({ fact })).toEqual([[undefined, 8]])
    expect(settledBy({ fact: { incident: 'OP-1', ...fact } })).toEqual([[undefined, 8]])
  })
})

test('a playbook is followed step by step, and a step is left out for a reason', () => {
  const attached = happened('PlaybookAttached', { playbook: 'escape', steps: ['alarm', 'roads'] })
  when([opened, attached], 'CompleteStep', { step: 'alarm' }).records('StepCompleted')
  when([opened, attached], 'SkipStep', { step: 'roads' }).refuses('reason-missing')
  when([opened], 'CompleteStep', { step: 'alarm' }).refuses('unknown-step')
  when([opened, attached, happened('StepCompleted', { step: 'alarm' })], 'CompleteStep', {
    step: 'alarm',
  }).refuses('step-over')
})

test('what is played is recorded as played', () => {
  when([], 'InjectExercise', { inject: '1' }).refuses('exercise-mode-missing')
  when([], 'InjectExercise', { inject: '1' }, { mode: 'exercise' }).records('ExerciseInject')
})
