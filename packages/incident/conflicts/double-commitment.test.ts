import { happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic, type Topic, unitTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'
import { evolveTopic } from '../fold/evolve-topic.ts'
import type { Decision, TopicView } from '../fold/topic-view.ts'
import { conflictsOf } from './conflicts-of.ts'

type Told = readonly [minute: number, incident: string, type: string, details: object]

const at = (minute: number) => `2025-04-01T00:${String(minute).padStart(2, '0')}:00Z`
const unit = { unit: 'B-14', personnel: 14 }
const binds = (minute: number, incident: string, task: string): Told => [
  ...([minute, incident, 'ResourceCommitted', { task, ...unit }] as const),
]
const frees = (minute: number, incident: string, task: string, named: object = unit): Told => [
  ...([minute, incident, 'ResourceReleased', { task, ...named }] as const),
]

const conflictsIn = (told: readonly Told[], decisions: readonly Decision[] = []) => {
  const events = told.map(([minute, incident, type, details], index) =>
    recorded(
      happened(type, details, { agency: 'border', occurredAt: at(minute), reference: `R-${minute}` }),
      ...([index, undefined, `border-${incident}`] as const),
    ),
  )
  const fold = (topic: Topic) =>
    events
      .filter(({ stream }) => topic.startsWith('unit:') || topic === incidentTopic(stream.slice(7)))
      .reduce<TopicView | undefined>(
        (view, event) => evolveTopic(view, topic, event, agreed.view(event)),
        undefined,
      )
  return conflictsOf(fold(unitTopic('border', 'B-14'))!, decisions, (incident) =>
    fold(incidentTopic(incident)),
  ).map((one) => ({
    uses: one.parties.map((party) => 'use' in party && party.use.slice(4)),
    settled: one.settled?.source.reference,
    since: one.settled?.since.slice(14, 16),
  }))
}

const decision = (minute: number): Decision => ({
  ...{ decision: 'A', rationale: undefined, basis: [], unit: { unit: 'B-14' }, allocations: [] },
  since: at(minute),
  source: {
    ...{ event: 'D', reference: `D-${minute}`, agency: 'joc', mode: 'operational', incident: 'INC-A' },
    occurredAt: at(minute),
    knownAt: at(minute),
  },
})

const twice = [binds(1, 'INC-A', 'T1'), binds(2, 'INC-B', 'T2')]
const uses = ['A/T1', 'B/T2']

describe('a unit that was bound twice', () => {
  test('is so until something ends it', () => {
    expect(conflictsIn(twice)).toEqual([{ uses, settled: undefined, since: undefined }])
  })

  test.each([
    ['by a release of its own', frees(3, 'INC-B', 'T2')],
    ['by a release that does not name it', frees(3, 'INC-B', 'T2', { personnel: 14 })],
    ['by a release of everybody', frees(3, 'INC-A', 'T1', {})],
    ['by its task done', [3, 'INC-A', 'TaskCompleted', { task: 'T1' }] as Told],
  ])('is settled %s, and stays among the conflicts', (_, ended) => {
    expect(conflictsIn([...twice, ended])).toEqual([{ uses, settled: 'R-3', since: '03' }])
  })

  test('is settled by what ended it first, whatever ends later', () => {
    const later = [frees(3, 'INC-B', 'T2'), frees(4, 'INC-A', 'T1')]
    expect(conflictsIn([...twice, ...later])).toEqual([{ uses, settled: 'R-3', since: '03' }])
  })

  test('is settled by a decision, also when people are let go because of it', () => {
    const settled = [{ uses, settled: 'D-3', since: '03' }]
    expect(conflictsIn(twice, [decision(3)])).toEqual(settled)
    expect(conflictsIn([...twice, frees(4, 'INC-B', 'T2')], [decision(3)])).toEqual(settled)
  })

  test('and is again is in two conflicts, each with its own end', () => {
    const again = [...twice, frees(3, 'INC-B', 'T2'), binds(5, 'INC-C', 'T3')]
    const first = { uses, settled: 'R-3', since: '03' }
    const second = { uses: ['A/T1', 'C/T3'], settled: undefined, since: undefined }
    expect(conflictsIn(again)).toEqual([first, second])
    expect(conflictsIn([...again, frees(7, 'INC-A', 'T1')])).toEqual([
      first,
      { ...second, settled: 'R-7', since: '07' },
    ])
    expect(conflictsIn(again, [decision(6)])).toEqual([first, { ...second, settled: 'D-6', since: '06' }])
  })

  test('between three uses is one conflict, of those that stand last', () => {
    const three = [...twice, binds(3, 'INC-C', 'T3'), frees(4, 'INC-A', 'T1')]
    const left = { uses: ['B/T2', 'C/T3'], settled: undefined, since: undefined }
    expect(conflictsIn(three)).toEqual([left])
    expect(conflictsIn([...three, frees(5, 'INC-B', 'T2')])).toEqual([
      { ...left, settled: 'R-5', since: '05' },
    ])
  })

  test('opens again by a commitment after the decision', () => {
    expect(conflictsIn([...twice, binds(5, 'INC-C', 'T3')], [decision(3)])).toEqual([
      { uses: [...uses, 'C/T3'], settled: undefined, since: undefined },
    ])
  })
})

test('who goes from one use to the other at one moment is never bound twice', () => {
  const moved = [binds(1, 'INC-A', 'T1'), binds(3, 'INC-B', 'T2'), frees(3, 'INC-A', 'T1')]
  expect(conflictsIn(moved)).toEqual([])
  const neverThere = [binds(1, 'INC-A', 'T1'), frees(1, 'INC-A', 'T1'), binds(2, 'INC-B', 'T2')]
  expect(conflictsIn(neverThere)).toEqual([])
})

test('of an agency’s people of one number, those of two names are never held to be the same', () => {
  const bound = (index: number, unit: string | undefined) =>
    recorded(
      happened('ResourceCommitted', { task: `T${index}`, personnel: 14, unit }, { agency: 'border' }),
      ...([index, undefined, 'border-INC-A'] as const),
    )
  const conflictsAmong = (...units: readonly (string | undefined)[]) => {
    const events = units.map((one, index) => bound(index, one))
    return conflictsOf(viewOf(unitTopic('border', '~14'), events, agreed.view)!, [], () => undefined).length
  }
  expect(conflictsAmong('B-14', 'B-15')).toBe(0)
  expect(conflictsAmong(undefined, undefined)).toBe(0)
  expect(conflictsAmong('B-14', undefined)).toBe(1)
})

test('what an incident shows as played sets nobody free who is really bound', () => {
  const events = ['INC-A', 'INC-B'].map((incident, index) =>
    recorded(
      happened('ResourceCommitted', { task: 'T', ...unit }, { agency: 'border' }),
      ...([index, undefined, `border-${incident}`] as const),
    ),
  )
  const view = viewOf(unitTopic('border', 'B-14'), events, agreed.view)!
  const empty = { ...view, commitments: [] }
  expect(conflictsOf(view, [], () => ({ ...empty, mode: 'exercise' }))).toHaveLength(1)
  expect(conflictsOf(view, [], () => empty)).toEqual([])
})

test('with four times as many people of one number, four times as often it is looked to what they are bound', () => {
  const looksAmong = (people: number): number => {
    let looks = 0
    const events = Array.from({ length: people }, (_, index) =>
      recorded(
        happened(
          'ResourceCommitted',
          { task: `T${index}`, personnel: 14, ...(index > 0 && { unit: `B-${index}` }) },
          { agency: 'border' },
        ),
        ...([index, undefined, `border-INC-${index}`] as const),
      ),
    )
    const view = viewOf(unitTopic('border', '~14'), events, agreed.view)!
    const commitments = view.commitments.map((one) =>
      Object.defineProperty({ ...one }, 'use', {
        get: () => {
          looks++
          return one.use
        },
      }),
    )
    expect(conflictsOf({ ...view, commitments }, [], () => undefined)).toHaveLength(1)
    return looks
  }
  expect(looksAmong(400)).toBeLessThan(5 * looksAmong(100))
})
