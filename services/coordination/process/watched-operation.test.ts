import { type Happened, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { nothingKnown } from './process-state.ts'
import { unnotedAnswers } from './said-of-tasks.ts'
import { stepsOfOperation } from './steps-of-operation.ts'
import { evolveWatchedOperations, MOST_OPEN, tasksOf, type WatchedOperations } from './watched-operation.ts'

const inAnHour = '2025-04-01T01:00:00Z'
const opened = happened('JointOperationOpened', { tasks: ['T1'] }, { agency: 'joc', reference: 'O' })
const assigned = (task: string, reference: string, envelope: object = {}) =>
  happened(
    'TaskAssigned',
    { task, agency: 'police', deadline: inAnHour },
    { agency: 'joc', reference, ...envelope },
  )
const withdrawn = (task: string, reference: string) =>
  happened('TaskWithdrawn', { task }, { agency: 'joc', reference })
const answered = (type: string, reference: string, envelope: object = {}) =>
  happened(type, { task: 'T2' }, { agency: 'police', reference, ...envelope })
const takenBack = (retracts: string, reference: string, agency = 'joc') =>
  happened('ReportRetracted', {}, { agency, retracts, reference })

const nameOf = ({ envelope: { agency = '' } }: Happened) => `${agency === 'joc' ? 'operation' : agency}-OP-1`

/** The operation after this was recorded about it. */
const operationAfter = (told: readonly Happened[]) => {
  const ids = new Map(told.map((one, index) => [one.envelope.reference ?? '', recorded(one, index).id]))
  return told
    .reduce<WatchedOperations>(
      (before, one, index) => evolveWatchedOperations(before, recorded(one, index, ids, nameOf(one))),
      nothingKnown.operations,
    )
    .get('operational OP-1')
}

/** Its tasks, and what was answered last. */
const after = (...told: readonly Happened[]): Readonly<Record<string, string | undefined>> => {
  const operation = operationAfter(told)
  const tasks = operation ? [...tasksOf(operation)] : []
  return Object.fromEntries(tasks.map(([task, { answer }]) => [task, answer?.answer]))
}

/** What is to be noted of a task, and which of the told events says so. */
const toNote = (task: string, ...told: readonly Happened[]) => {
  const operation = operationAfter(told)!
  const unnoted = unnotedAnswers(operation).get(task)
  const by = told.find((one, index) => recorded(one, index).id === unnoted?.event)
  return unnoted && [unnoted.answer, unnoted.agency, by?.envelope.reference]
}

describe('a task', () => {
  test('whose assignment is taken back is nobody’s to do, until that is taken back itself', () => {
    const past = [opened, assigned('T2', 'A')]
    expect(Object.keys(after(...past))).toEqual(['T1', 'T2'])
    expect(Object.keys(after(...past, takenBack('A', 'R')))).toEqual(['T1'])
    expect(Object.keys(after(...past, takenBack('A', 'R'), takenBack('R', 'S')))).toEqual(['T1', 'T2'])
  })

  test('that was assigned under a wrong name goes with the correction', () => {
    const past = [opened, assigned('T2', 'A'), assigned('T3', 'B', { corrects: 'A' })]
    expect(Object.keys(after(...past))).toEqual(['T1', 'T3'])
  })

  test('whose withdrawal is taken back is to be done, with the answers it had', () => {
    const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), withdrawn('T2', 'W')]
    expect(after(...past)).toEqual({ T1: undefined })
    expect(after(...past, takenBack('W', 'R'))).toEqual({ T1: undefined, T2: 'accepted' })
  })

  test('stands by the answers that its agency has not taken back', () => {
    const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), answered('TaskCompleted', 'Y')]
    expect(after(...past)).toMatchObject({ T2: 'completed' })
    expect(after(...past, takenBack('Y', 'R', 'police'))).toMatchObject({ T2: 'accepted' })
    expect(after(...past, takenBack('X', 'Q', 'police'), takenBack('Y', 'R', 'police'))).toMatchObject({
      T2: undefined,
    })
    expect(after(...past, takenBack('Y', 'R', 'police'), takenBack('R', 'S', 'police'))).toMatchObject({
      T2: 'completed',
    })
    // Nobody takes back what another agency said.
    expect(after(...past, takenBack('Y', 'R', 'border'))).toMatchObject({ T2: 'completed' })
  })
})

describe('a corrected assignment', () => {
  test('leaves the answers and breaches that are known already', () => {
    const breach = happened('TaskDeadlinePassed', { task: 'T2', deadline: inAnHour }, { agency: 'joc' })
    const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), breach]
    const corrected = operationAfter([...past, assigned('T2', 'B', { corrects: 'A' })])!
    expect(tasksOf(corrected).toObject()).toMatchObject({
      T2: { answer: { answer: 'accepted' }, breached: [inAnHour] },
    })
  })
})

describe('an answer that was taken back', () => {
  const noted = (answer: string) => happened('TaskAnswerNoted', { task: 'T2', answer }, { agency: 'joc' })
  const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), noted('accepted')]

  test('is noted as taken back by the record that says so', () => {
    expect(toNote('T2', ...past)).toBeUndefined()
    expect(toNote('T2', ...past, takenBack('X', 'R', 'police'))).toEqual(['assigned', 'police', 'R'])
    const again = [...past, takenBack('X', 'R', 'police'), takenBack('R', 'S', 'police')]
    expect(toNote('T2', ...again)).toBeUndefined()
    expect(toNote('T2', ...again.slice(0, -1), noted('assigned'))).toBeUndefined()
    expect(toNote('T2', ...again.slice(0, -1), noted('assigned'), again.at(-1)!)).toEqual([
      'accepted',
      'police',
      'S',
    ])
  })

  test('is taken back whatever another agency says of the same task', () => {
    const back = [...past, takenBack('X', 'R', 'police')]
    const others = [
      answered('TaskAccepted', 'Y', { agency: 'border' }),
      takenBack('Y', 'S', 'border'),
    ] as const
    expect(toNote('T2', ...back, others[0])).toEqual(['assigned', 'police', 'R'])
    expect(toNote('T2', ...back, ...others)).toEqual(['assigned', 'police', 'R'])
  })

  test('on an earlier assignment says nothing of a later one', () => {
    const reassigned = [...past, answered('TaskDeclined', 'Y'), noted('declined'), assigned('T2', 'B')]
    expect(toNote('T2', ...reassigned, takenBack('Y', 'R', 'police'))).toBeUndefined()
    const again = [...reassigned, answered('TaskAccepted', 'Z'), takenBack('Y', 'R', 'police')]
    expect(toNote('T2', ...again)).toEqual(['accepted', 'police', 'Z'])
  })

  test('is noted so also when the assignment has been corrected since', () => {
    const back = [...past, takenBack('X', 'R', 'police'), assigned('T2', 'B', { corrects: 'A' })]
    expect(toNote('T2', ...back)).toEqual(['assigned', 'police', 'R'])
  })
})

describe('a closed operation', () => {
  const closed = happened('JointOperationClosed', {}, { agency: 'joc', reference: 'C' })

  test('has no tasks to be watched, until its closing is taken back', () => {
    const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), closed]
    expect(after(...past)).toEqual({})
    expect(after(...past, takenBack('C', 'R'))).toEqual({ T1: undefined, T2: 'accepted' })
    expect(after(...past, takenBack('C', 'R'), takenBack('R', 'S'))).toEqual({})
  })

  test('is forgotten when many others have been closed since', () => {
    const many = Array.from({ length: 201 }, (_, number) =>
      [opened, closed].map((one) => [one, `operation-OP-${number}`] as const),
    ).flat()
    const watched = many.reduce<WatchedOperations>(
      (before, [one, stream], index) =>
        evolveWatchedOperations(before, recorded(one, index, new Map(), stream)),
      nothingKnown.operations,
    )
    expect(watched.size).toBe(200)
    expect(watched.has('operational OP-0')).toBe(false)
  })
})

test('of open operations those are watched of which something was heard last', () => {
  const names = [...Array(MOST_OPEN).keys()].map((number) => `OP-${number}`)
  const one = operationAfter([opened])!
  const many = nothingKnown.operations.concat(
    names.map((operation) => [`operational ${operation}`, { ...one, operation }] as const),
  )
  const told = [
    [assigned('T2', 'A'), 'operation-OP-0'],
    [opened, 'operation-OP-NEW'],
  ] as const
  const watched = told.reduce<WatchedOperations>(
    (before, [event, stream], index) =>
      evolveWatchedOperations(before, recorded(event, index, new Map(), stream)),
    many,
  )
  expect(watched.size).toBe(MOST_OPEN)
  expect(watched.has('operational OP-0')).toBe(true)
  expect(watched.has('operational OP-1')).toBe(false)
})

test('of a long operation the oldest steps are settled: they count as they stood, and are corrected no more', () => {
  const chatter = Array.from({ length: 1_100 }, (_, index) => assigned('T3', `N-${index}`))
  const past = [opened, assigned('T2', 'A'), answered('TaskAccepted', 'X'), ...chatter]
  expect(after(...past)).toEqual({ T1: undefined, T2: 'accepted', T3: undefined })
  expect(operationAfter(past)!.told.said).toHaveLength(1_000)
  expect(after(...past, takenBack('A', 'R'))).toMatchObject({ T2: 'accepted' })
})

test('a task that was never assigned is not watched because it is answered', () => {
  expect(after(answered('TaskAccepted', 'X'))).toEqual({})
})

/** How often anything that was said is looked at to see what is to be done of so many tasks, each of them answered. */
const looksFor = (tasks: number): number => {
  const names = Array.from({ length: tasks }, (_, number) => `T-${number}`)
  const operation = operationAfter([
    happened('JointOperationOpened', { tasks: names }, { agency: 'joc' }),
    ...names.map((task) => happened('TaskAccepted', { task }, { agency: 'police' })),
  ])!
  let looks = 0
  const said = operation.told.said.map(
    (one) => new Proxy(one, { get: (...at) => ++looks && Reflect.get(...at) }),
  )
  const steps = stepsOfOperation({ ...operation, told: { ...operation.told, said } }, Date.parse(inAnHour))
  expect(steps).toHaveLength(tasks)
  return looks
}

test('what was said is gone through once for all tasks, however many there are', () => {
  expect(looksFor(400)).toBeLessThan(5 * looksFor(100))
})
