import { asked, given, type Happened, happened } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { joc } from '../agency.ts'
import { papersEvents } from './events.ts'

const when = (past: readonly string[], name: string) =>
  given(joc.decider, ...past.map((type): Happened => happened(type))).when(asked(name))

describe('a plan', () => {
  test('is drafted, approved, activated and superseded, in this order', () => {
    when([], 'DraftPlan').records('PlanDrafted')
    when([], 'ApprovePlan').refuses('paper-out-of-turn')
    when(['PlanDrafted'], 'ActivatePlan').refuses('paper-out-of-turn')
    when(['PlanDrafted', 'PlanApproved'], 'ActivatePlan').records('PlanActivated')
    when(['PlanDrafted', 'PlanApproved', 'PlanActivated'], 'SupersedePlan').records('PlanSuperseded')
  })

  test('carries a rule that the system can follow, or none', () => {
    const draft = (rule?: unknown) => given(joc.decider).when(asked('DraftPlan', rule ? { rule } : {}))
    const operation = { title: 'Flood', tasks: [{ id: 'T', agency: 'police', title: 'Close the bridge' }] }
    draft({ title: 'Flood', when: { types: ['FloodReported'] }, operation }).records('PlanDrafted')
    draft().records('PlanDrafted')
    draft({ title: 'Flood', when: { types: [] }, operation }).refuses('not-a-rule')
    draft({ title: 'Flood', when: { types: ['FloodReported'] } }).refuses('not-a-rule')
  })

  test('that is drafted anew is approved anew', () => {
    when(['PlanDrafted', 'PlanApproved', 'PlanDrafted'], 'ActivatePlan').refuses('paper-out-of-turn')
  })
})

test('a step that is taken back was not taken', () => {
  const past = ['PlanDrafted', 'PlanApproved'].map((type) => happened(type))
  const activated = happened('PlanActivated', {}, { reference: 'A' })
  const takenBack = happened('ReportRetracted', {}, { retracts: 'A' })
  const activate = asked('ActivatePlan')
  given(joc.decider, ...past, activated)
    .when(activate)
    .refuses('paper-out-of-turn')
  given(joc.decider, ...past, activated, takenBack)
    .when(activate)
    .records('PlanActivated')
})

test('a step is corrected by its like, and no other step is taken by way of a correction', () => {
  const drafted = happened('PlanDrafted', {}, { reference: 'D' })
  const approved = happened('PlanApproved', {}, { reference: 'A' })
  const correcting = (past: readonly Happened[], name: string, corrects: string) =>
    given(joc.decider, ...past).when(asked(name, {}, { corrects }))
  correcting([drafted], 'ActivatePlan', 'D').refuses('paper-out-of-turn')
  correcting([drafted, approved], 'ApprovePlan', 'A').records('PlanApproved')
  correcting([drafted], 'DraftPlan', 'D').records('PlanDrafted')
  // What was approved would be another thing than what somebody read.
  correcting([drafted, approved], 'DraftPlan', 'D').refuses('paper-out-of-turn')
  given(joc.decider, drafted, approved, happened('PlanApproved', {}, { corrects: 'A' }))
    .when(asked('ActivatePlan'))
    .records('PlanActivated')
})

test('an order names people while it holds', () => {
  when([], 'AssignPersonnelByOrder').refuses('paper-out-of-turn')
  when(['OrderIssued'], 'AssignPersonnelByOrder').records('PersonnelAssignedByOrder')
  when(['OrderIssued'], 'IssueOrder').refuses('paper-out-of-turn')
  when(['OrderIssued', 'OrderRevoked'], 'RevokeOrder').refuses('paper-out-of-turn')
})

test('the outline of a shared area ends where it begins', () => {
  const { data } = papersEvents.find(({ type }) => type === 'SharedAreaDefined')!
  const outlined = (...polygon: readonly (readonly number[])[]) =>
    data.safeParse({ owners: ['border'], polygon }).success
  expect(outlined([112, 49], [113, 49], [113, 50], [112, 49])).toBe(true)
  expect(outlined([112, 49], [113, 49], [113, 50], [112, 50])).toBe(false)
})
