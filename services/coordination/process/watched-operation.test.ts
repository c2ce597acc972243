import { happened, recorded, type Told } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { evolveWatchedOperations, type WatchedOperations } from './watched-operation.ts'

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
const answered = (type: string, reference: string) =>
  happened(type, { task: 'T2' }, { agency: 'police', reference })
const takenBack = (retracts: string, reference: string, agency = 'joc') =>
  happened('ReportRetracted', {}, { agency, retracts, reference })

/** The tasks of an operation, and what was answered last, after this was recorded about it. */
const after = (...told: readonly Told[]): Readonly<Record<string, string | undefined>> => {
  const ids = new Map(told.map((one, index) => [one.envelope.reference ?? '', recorded(one, index).id]))
  const category = (agency = '') => (agency === 'joc' ? 'operation' : agency)
  const operations = told.reduce<WatchedOperations>(
    (before, one, index) =>
      evolveWatchedOperations(before, recorded(one, index, ids, `${category(one.envelope.agency)}-OP-1`)),
    {},
  )
  const tasks = Object.entries(operations['operational OP-1']?.tasks ?? {})
  return Object.fromEntries(tasks.map(([task, { answer }]) => [task, answer?.answer]))
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
      T2: 'assigned',
    })
    expect(after(...past, takenBack('Y', 'R', 'police'), takenBack('R', 'S', 'police'))).toMatchObject({
      T2: 'completed',
    })
    // Nobody takes back what another agency said.
    expect(after(...past, takenBack('Y', 'R', 'border'))).toMatchObject({ T2: 'completed' })
  })
})

test('a task that was never assigned is not watched because it is answered', () => {
  expect(after(answered('TaskAccepted', 'X'))).toEqual({})
})
