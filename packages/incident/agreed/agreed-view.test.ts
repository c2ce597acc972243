import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { incidentTopic, unitTopic } from '../changes/topic.ts'
import type { IncidentViews } from '../conflicts/conflict.ts'
import { conflictsOf } from '../conflicts/conflicts-of.ts'
import { evolveTopic } from '../fold/evolve-topic.ts'
import type { TopicView } from '../fold/topic-view.ts'
import { agreed } from './agreed-view.ts'

/** Nobody has heard of any incident. */
const unheard: IncidentViews = () => undefined

type Told = readonly [stream: string, event: ReturnType<typeof happened>]

const fold = (topic: ReturnType<typeof unitTopic>, ...told: readonly Told[]): TopicView =>
  told
    .map(([stream, event], index) => recorded(event, index, undefined, stream))
    .reduce<TopicView | undefined>(
      (view, event) => evolveTopic(view, topic, event, agreed.view(event)),
      undefined,
    )!

test('people bound to a task nobody requested are bound all the same, and twice where they are', () => {
  const held: Told = [
    'border-OP-PASS',
    happened('TaskAccepted', { task: 'S2', personnel: 10, unit: 'B-7' }, { agency: 'border' }),
  ]
  const bound: Told = [
    'border-SEARCH',
    happened('ResourceCommitted', { task: 'W2', personnel: 10, unit: 'B-7' }, { agency: 'border' }),
  ]
  const view = fold(unitTopic('border', 'B-7'), held, bound)
  expect(view.commitments.map(({ use }) => use)).toEqual(['OP-PASS/S2', 'SEARCH/W2'])
  // What the same event says of the operation is no part of the unit's history.
  expect(view.tasks).toEqual([])
  expect(conflictsOf(view, [], unheard)).toHaveLength(1)
})

test('who has done a task is not bound to it any more', () => {
  const bound = { personnel: 20, unit: 'P-20' }
  const view = fold(
    unitTopic('police', 'P-20'),
    ['police-OP-PASS', happened('TaskAccepted', { task: 'S1', ...bound }, { agency: 'police' })],
    ['police-OP-PASS', happened('TaskCompleted', { task: 'S1', ...bound }, { agency: 'police' })],
    ['police-COACH', happened('ResourceCommitted', { request: 'Q1', ...bound }, { agency: 'police' })],
  )
  expect(view.commitments.map(({ use }) => use)).toEqual(['COACH/Q1'])
  expect(conflictsOf(view, [], unheard)).toEqual([])
})

test('a task is of the agency that takes it on, and of nobody else after that', () => {
  const view = fold(
    incidentTopic('OP-PASS'),
    ['police-OP-PASS', happened('TaskDeclined', { task: 'S3' }, { agency: 'police' })],
    ['corrections-OP-PASS', happened('TaskAccepted', { task: 'S3' }, { agency: 'corrections' })],
  )
  expect(view.tasks).toMatchObject([{ task: 'S3', agency: 'corrections', state: 'accepted' }])
})

test('who is let go in part is bound twice with those who are left, whether or not the unit was named', () => {
  const bound = { personnel: 14, unit: 'B-14' }
  const border = { agency: 'border' }
  const story: readonly Told[] = [
    ['border-OP-PASS', happened('TaskAccepted', { task: 'T2', ...bound }, border)],
    ['border-FIRE', happened('ResourceCommitted', { request: 'R1', ...bound }, border)],
    ['border-OP-PASS', happened('ResourceReleased', { task: 'T2', personnel: 6 }, border)],
  ]
  const conflictIn = (...told: readonly Told[]) =>
    conflictsOf(fold(unitTopic('border', 'B-14'), ...told), [], (incident) =>
      fold(incidentTopic(incident), ...told.filter(([stream]) => stream.endsWith(`-${incident}`))),
    )[0]
  const peopleIn = (...told: readonly Told[]) =>
    conflictIn(...told)?.parties.map((party) => 'personnel' in party && party.personnel)
  expect(peopleIn(...story.slice(0, 2))).toEqual([14, 14])
  expect(peopleIn(...story)).toEqual([8, 14])
  const others = happened('ResourceReleased', { task: 'T2', personnel: 8 }, border)
  const whole = [...story, ['border-OP-PASS', others]] as const
  expect(peopleIn(...whole)).toEqual([8, 14])
  expect(conflictIn(...whole)?.settled).toMatchObject({ source: { agency: 'border' } })
})
