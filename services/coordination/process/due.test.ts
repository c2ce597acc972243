import { type Happened, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { cooperationRuleSchema } from './cooperation-rule.ts'
import { dueCommands, dueRings } from './due.ts'
import { evolveProcess } from './evolve-process.ts'
import { nothingKnown, type ProcessKnowledge } from './process-state.ts'

const rule = cooperationRuleSchema.parse({
  id: 'escape',
  title: 'Escape',
  when: { types: ['Escaped'] },
  withinMinutes: 600,
  operation: {
    title: 'Search',
    tasks: [{ id: 'T1', agency: 'police', title: 'Close the road', deadlineMinutes: 45 }],
    playbook: { playbook: 'SEARCH', steps: [{ step: 'alarm' }] },
  },
  offer: 'owners-of-the-area',
  searchRing: {
    ...{ speedKmh: 6, terrainFactor: 0.8, mostKm: 100 },
    ...{ everyMinutes: 30, forMinutes: 300, lastSeenBy: ['Escaped'] },
  },
})

const knowledge: ProcessKnowledge = {
  rules: [rule],
  agencies: ['corrections', 'police', 'joc'],
  changes: () => [],
  visibleTo: () => true,
  describe: () => ({ kinds: [], severities: [], location: { areas: ['2110'], point: undefined } }),
}

const joc = (type: string, data: object = {}, reference = type) =>
  happened(type, data, { agency: 'joc', reference })
const area = joc('SharedAreaDefined', { owners: ['border'], areas: ['2110'] })
const escaped = happened('Escaped', {}, { agency: 'corrections', reference: 'E' })
const deadline = '2025-04-01T00:45:00.000Z'
const opened = joc('JointOperationOpened', {
  rule: 'escape',
  tasks: [{ id: 'T1', agency: 'police', deadline }],
})
const attached = joc('PlaybookAttached', { rule: 'escape' })
const offered = joc('IncidentOffered', { rule: 'escape' })
const answered = (type: string) => happened(type, { task: 'T1' }, { agency: 'police', reference: type })
const takenBack = happened('ReportRetracted', {}, { agency: 'corrections', retracts: 'E', reference: 'R' })
const marked = (one: Happened, ...releaseTo: string[]): Happened => ({
  ...one,
  envelope: { ...one.envelope, marking: { tlp: 'AMBER', releaseTo } },
})
const begun = [area, escaped, opened, attached, offered]

const streamOf = ({ type, envelope, data }: Happened): string =>
  (envelope.reference?.startsWith('plan') ? 'plan-SEARCH' : undefined) ??
  { SharedAreaDefined: 'area-NORTH', IncidentOffered: 'incident-INC-1', Escaped: 'corrections-INC-1' }[
    type
  ] ??
  (envelope.agency === 'joc'
    ? `operation-OP-INC-1-${(data as { rule?: string }).rule === 'plan/SEARCH' ? 'plan.SEARCH' : 'escape'}`
    : envelope.agency === 'police'
      ? 'police-OP-INC-1-escape'
      : 'corrections-INC-1')

/** What the process manager knows after this was recorded, one event a minute. */
const after = (told: readonly Happened[], known = knowledge) => {
  const ids = new Map(told.map((one, index) => [one.envelope.reference ?? '', recorded(one, index).id]))
  return told
    .map((one, index) => recorded(one, index, ids, streamOf(one)))
    .reduce((state, event) => evolveProcess(state, event, known), nothingKnown)
}
const at = (minutes: number): number => Date.parse('2025-04-01T00:00:00Z') + minutes * 60_000
const due = (told: readonly Happened[], minutes = 10) =>
  dueCommands(after(told), [rule], at(minutes)).map(({ command }) => command)

describe('what a rule brings about', () => {
  test('is due until it is on record, and not again', () => {
    expect(due([area, escaped])).toEqual(['OpenJointOperation', 'OfferIncident'])
    expect(due([area, escaped, opened])).toEqual(['AttachPlaybook', 'OfferIncident'])
    expect(due([area, escaped, opened, attached])).toEqual(['OfferIncident'])
    expect(due(begun)).toEqual([])
  })

  test('is not due because a correction says the same better, nor when it comes too late', () => {
    const corrected = happened('Escaped', {}, { agency: 'corrections', corrects: 'E', reference: 'C' })
    expect(due([...begun, corrected])).toEqual([])
    expect(due([area, escaped], 599)).toEqual(['OpenJointOperation', 'OfferIncident'])
    expect(due([area, escaped], 602)).toEqual([])
  })

  test('is left undone when its trigger is taken back before, and asked about once when it is taken back after', () => {
    expect(due([area, escaped, takenBack])).toEqual([])
    expect(due([...begun, takenBack])).toEqual(['AssignTask'])
    const review = joc('TaskAssigned', { rule: 'escape', task: 'REVIEW' })
    expect(due([...begun, takenBack, review])).toEqual([])
    const givenBack = happened(
      'ReportRetracted',
      {},
      { agency: 'corrections', retracts: 'R', reference: 'S' },
    )
    expect(due([area, escaped, takenBack, givenBack])).toEqual(['OpenJointOperation', 'OfferIncident'])
  })

  test('ends with the operation', () => {
    expect(due([...begun, takenBack, joc('JointOperationClosed')])).toEqual([])
    expect(due([...begun, joc('JointOperationClosed')], 50)).toEqual([])
  })
})

describe('of a task', () => {
  test('an answer is noted once', () => {
    const accepted = [...begun, answered('TaskAccepted')]
    expect(due(accepted)).toEqual(['NoteTaskAnswer'])
    expect(due([...accepted, joc('TaskAnswerNoted', { task: 'T1', answer: 'accepted' })])).toEqual([])
  })

  test('that a deadline passed is told to nobody who may not see the task and its answer', () => {
    const known = [area, escaped, marked(opened, 'police', 'border', 'emergency'), attached, offered]
    const toldTo = (told: readonly Happened[]) =>
      dueCommands(after(told), [rule], at(45)).find(({ command }) => command === 'RaiseDeadlineBreach')
        ?.marking.releaseTo
    expect(toldTo(known)).toEqual(['police', 'border', 'emergency'])
    const narrower = marked(
      joc('TaskAssigned', { task: 'T1', agency: 'police', deadline }),
      'police',
      'border',
    )
    expect(toldTo([...known, narrower])).toEqual(['police', 'border'])
    expect(toldTo([...known, narrower, marked(answered('TaskAccepted'), 'border')])).toEqual(['border'])
  })

  test('that what set an operation off was taken back is told to nobody who may not see it', () => {
    const told = [
      area,
      marked(escaped, 'police'),
      opened,
      attached,
      offered,
      marked(takenBack, 'police', 'border'),
    ]
    const review = dueCommands(after(told), [rule], at(10)).find(({ command }) => command === 'AssignTask')
    expect(review?.marking.releaseTo).toEqual(['police'])
  })

  test('a deadline that passed is raised once, and not when the task was done', () => {
    expect(due(begun, 44)).toEqual([])
    expect(due(begun, 45)).toEqual(['RaiseDeadlineBreach'])
    expect(due([...begun, joc('TaskDeadlinePassed', { task: 'T1', deadline })], 50)).toEqual([])
    const done = [
      ...begun,
      answered('TaskCompleted'),
      joc('TaskAnswerNoted', { task: 'T1', answer: 'completed' }),
    ]
    expect(due(done, 50)).toEqual([])
  })
})

test('a ring is due at each hour of it and when the incident changes, for as long as the rule says', () => {
  const ring = joc('SearchRingComputed', { rule: 'escape', tick: 0 })
  const rings = (told: readonly Happened[], minutes: number) =>
    dueRings(after(told), [rule], at(minutes)).length
  expect(rings([area, escaped], 5)).toBe(0)
  expect(rings(begun, 5)).toBe(1)
  expect(rings([...begun, ring], 30)).toBe(0)
  expect(rings([...begun, ring], 31)).toBe(1)
  const seen = happened('SightingReported', {}, { agency: 'corrections', reference: 'S' })
  expect(rings([...begun, ring, seen], 10)).toBe(1)
  expect(rings(begun, 302)).toBe(0)
})

test('what a rule set off is over when its operation is closed, and goes on when that is taken back', () => {
  const closed = joc('JointOperationClosed')
  const back = happened('ReportRetracted', {}, { agency: 'joc', retracts: closed.type, reference: 'B' })
  const rings = (told: readonly Happened[]) => dueRings(after(told), [rule], at(10)).length
  expect(rings(begun)).toBe(1)
  expect(rings([...begun, closed])).toBe(0)
  expect(due([...begun, closed], 50)).toEqual([])
  expect(rings([...begun, closed, back])).toBe(1)
  expect(due([...begun, closed, back], 50)).toEqual(['RaiseDeadlineBreach'])
})

test('a rule applies again when its operation is closed, and not while a closing stands no more', () => {
  const again = happened('Escaped', {}, { agency: 'corrections', reference: 'E-2' })
  const closed = joc('JointOperationClosed')
  const back = happened('ReportRetracted', {}, { agency: 'joc', retracts: closed.type, reference: 'B' })
  const times = (told: readonly Happened[]) => [...after(told).applied.values()]
  expect(times([...begun, again])).toEqual([1])
  expect(times([...begun, closed, again])).toEqual([2])
  expect(times([...begun, closed, back, again])).toEqual([1])
})

test('a rule applies again also when its operation was closed so long ago that it is forgotten', () => {
  const closedElsewhere = Array.from({ length: 201 }, (_, number) =>
    recorded(joc('JointOperationClosed'), 100 + number, new Map(), `operation-OP-${number}`),
  )
  const state = closedElsewhere.reduce(
    (before, event) => evolveProcess(before, event, knowledge),
    after([...begun, joc('JointOperationClosed')]),
  )
  expect(state.activations.size).toBe(0)
  const again = recorded(
    happened('Escaped', {}, { agency: 'corrections' }),
    400,
    new Map(),
    'corrections-INC-1',
  )
  expect([...evolveProcess(state, again, knowledge).applied.values()]).toEqual([2])
})

test('a correction never sets a rule off again, also one that each report sets off', () => {
  const always = { ...knowledge, rules: [{ ...rule, again: 'always' as const }] }
  const appliedTo = (told: readonly Happened[]) => [...after(told, always).applied.values()]
  const report = (envelope: object) => happened('Escaped', {}, { agency: 'corrections', ...envelope })
  expect(appliedTo([area, escaped, report({})])).toEqual([2])
  expect(appliedTo([area, escaped, report({ corrects: 'E' })])).toEqual([1])
})

test('a contradiction is told once, and once more when something else contradicts', () => {
  const states = (agency: string, value: number) =>
    happened('Stated', { value }, { agency, reference: agency })
  const stating: ProcessKnowledge = {
    ...knowledge,
    rules: [],
    changes: ({ type, data }) =>
      type === 'Stated'
        ? [{ change: 'fact', about: 'coach', name: 'dead', value: (data as { value: number }).value }]
        : [],
  }
  const conflictsAfter = (told: readonly Happened[]) =>
    dueCommands(after(told, stating), [], at(10)).map(({ command, data }) => ({ command, data }))
  const contradiction = [states('corrections', 1), states('emergency', 3)]
  const [conflict] = conflictsAfter(contradiction)
  expect(conflict?.command).toBe('ReportConflict')
  const told = joc('ConflictDetected', conflict!.data as object)
  expect(conflictsAfter([...contradiction, told])).toEqual([])
  expect(conflictsAfter([...contradiction, told, states('emergency', 4)])).toHaveLength(1)
})

describe('nothing is brought about', () => {
  test('by history, and by what the joint centre may not see', () => {
    const imported = { recordedAt: '2020-01-01T00:00:00Z', system: 'older', by: 'importer' }
    const old = happened('Escaped', {}, { agency: 'corrections', imported })
    expect(due([area, old])).toEqual([])
    const blind = { ...knowledge, visibleTo: () => false }
    expect(dueCommands(after([area, escaped], blind), [rule], at(10))).toEqual([])
  })

  test('or ended by what is played in what is real', () => {
    const played = { ...joc('JointOperationClosed'), envelope: { agency: 'joc', mode: 'exercise' as const } }
    expect(due([...begun, takenBack, played])).toEqual(['AssignTask'])
    expect(due([...begun, played], 45)).toEqual(['RaiseDeadlineBreach'])
  })
})

test('where a plan is taken back that an operation follows, its tasks stay and somebody is asked once whether it goes on', () => {
  const { id: _, ...planned } = rule
  const step = (type: string) => joc(type, { rule: planned }, `plan ${type}`)
  const back = (retracts: string, reference: string) =>
    happened('ReportRetracted', {}, { agency: 'joc', retracts, reference: `plan ${reference}` })
  const active = [step('PlanDrafted'), step('PlanApproved'), step('PlanActivated')]
  const followed = joc('JointOperationOpened', {
    rule: 'plan/SEARCH',
    tasks: [{ id: 'T1', agency: 'police', deadline }],
  })
  const commands = (...told: readonly Happened[]) =>
    dueCommands(
      after([...active, escaped, ...told], { ...knowledge, rules: [] }),
      [],
      Date.parse('2025-04-01T00:10:00Z'),
    ).map(({ command, data }) => (command === 'AssignTask' ? (data as { title: string }).title : command))
  const takenBack = back('plan PlanActivated', 'back')
  expect(commands()).toContain('OpenJointOperation')
  expect(commands(takenBack)).toEqual([])
  expect(commands(followed, takenBack)).toEqual([
    'The plan that set this operation off was taken back: close it, or decide that it goes on',
  ])
  const review = joc('TaskAssigned', { rule: 'plan/SEARCH', task: 'REVIEW' }, 'review')
  expect(commands(followed, takenBack, review)).toEqual([])
  expect(commands(followed, takenBack, back('plan back', 'again'))).toEqual(['AttachPlaybook'])
})
