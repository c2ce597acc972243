import { asked, given, type Happened, happened } from '@concord/kernel/given'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joc } from './agency.ts'
import { type CoordinationInTest, startCoordinationInTest } from './process/testing/coordination-in-test.ts'

const takeBack = (past: readonly Happened[], retracts: string, context: object = {}) =>
  given(joc.decider, ...past).when(
    asked('RetractReport', { reason: 'told in error' }, { retracts, ...context }),
  )

describe('a record of the joint centre', () => {
  const opened = happened('JointOperationOpened', { tasks: ['T1'] }, { reference: 'O' })
  const closed = happened('JointOperationClosed', { reason: 'all found' }, { reference: 'C' })

  test('is taken back for a reason', () => {
    takeBack([opened, closed], 'C').records('ReportRetracted')
    const without = asked('RetractReport', {}, { retracts: 'C' })
    given(joc.decider, opened, closed).when(without).refuses('reason-missing')
    takeBack([opened, closed], 'C', { summary: 'told in error' }).records('ReportRetracted')
    given(joc.decider, opened, closed)
      .when({ ...without, context: { retracts: 'C', summary: 'told in error' } })
      .records('ReportRetracted')
  })

  test('that closed an operation leaves it open, with the tasks it had', () => {
    const takenBack = happened('ReportRetracted', {}, { retracts: 'C', reference: 'R' })
    const assign = asked('AssignTask', { task: 'T2', agency: 'police' })
    given(joc.decider, opened, closed).when(assign).refuses('operation-not-open')
    given(joc.decider, opened, closed, takenBack).when(assign).records('TaskAssigned')
    given(joc.decider, opened, closed, takenBack).when(asked('CloseJointOperation')).refuses('tasks-open')
  })

  test('that assigned a task is not taken back once an agency has taken it on', () => {
    const assigned = happened('TaskAssigned', { task: 'T2', agency: 'police' }, { reference: 'A' })
    const noted = (answer: string) => happened('TaskAnswerNoted', { task: 'T2', agency: 'police', answer })
    takeBack([opened, assigned], 'A').records('ReportRetracted')
    takeBack([opened, assigned, noted('declined')], 'A').records('ReportRetracted')
    takeBack([opened, assigned, noted('accepted')], 'A').refuses('task-accepted')
    takeBack([opened, assigned, noted('completed')], 'A').refuses('task-completed')
  })

  test('that opened an operation is taken back while nothing rests on it', () => {
    const assigned = happened('TaskAssigned', { task: 'T2', agency: 'police' }, { reference: 'A' })
    takeBack([opened], 'O').records('ReportRetracted')
    takeBack([opened, assigned], 'O').refuses('others-rest-on-it')
    const noted = happened('TaskAnswerNoted', { task: 'T1', agency: 'police', answer: 'accepted' })
    takeBack([opened, noted], 'O').refuses('task-accepted')
    const playbook = happened('PlaybookAttached', { playbook: 'escape', steps: ['ring'] })
    takeBack([opened, playbook], 'O').refuses('others-rest-on-it')
  })

  test('that is a step of an incident is taken back while it is the last one', () => {
    const coordinated = happened('CoordinationOpened', { agency: 'police' }, { reference: 'O' })
    const merged = happened('IncidentMerged', { into: 'INC-2' }, { reference: 'M' })
    const takenBack = happened('ReportRetracted', {}, { retracts: 'M', reference: 'R' })
    const joined = happened('AgencyJoined', { agency: 'border' }, { reference: 'J' })
    takeBack([coordinated, merged], 'O').refuses('others-rest-on-it')
    takeBack([coordinated, merged], 'M').records('ReportRetracted')
    const past = [coordinated, merged, takenBack]
    given(joc.decider, ...past)
      .when(asked('JoinIncident', {}, { actor: { agency: 'border', subject: 'duty', role: 'duty-officer' } }))
      .records('AgencyJoined')
    takeBack([...past, joined], 'J').records('ReportRetracted')
    // What came in between would have been impossible.
    takeBack(past, 'R').records('ReportRetracted')
    takeBack([...past, joined], 'R').refuses('others-rest-on-it')
  })

  test('that is a step of a plan is taken back while it is the last one', () => {
    const drafted = happened('PlanDrafted', {}, { reference: 'D' })
    const approved = happened('PlanApproved', {}, { reference: 'A' })
    takeBack([drafted, approved], 'D').refuses('others-rest-on-it')
    takeBack([drafted, approved], 'A').records('ReportRetracted')
  })

  test('of a break-glass stays, also when an older system tells otherwise', () => {
    const notice = happened('BreakGlassNoticeGiven', { invocation: 'G', to: 'police' }, { reference: 'N' })
    takeBack([notice], 'N').refuses('unchangeable-record')
    const imported = { recordedAt: '2025-04-23T04:00:00Z', system: 'older', by: 'duty' }
    takeBack([notice], 'N', { imported }).refuses('unchangeable-record')
  })
})

describe('over HTTP', () => {
  let at: CoordinationInTest
  beforeAll(async () => {
    at = await startCoordinationInTest()
  })
  afterAll(() => at.stop())

  const retract = (incident: string, retracts: unknown, more: object = {}) =>
    at.post('RetractReport', incident, { retracts, data: { reason: 'told in error' }, ...more })
  const idIn = ({ body }: { readonly body: object }) =>
    (body as { readonly events: readonly { readonly id: string }[] }).events[0]!.id

  test('a closing of an operation is taken back where it was recorded, and again for nothing', async () => {
    await at.post('OpenJointOperation', 'OP-1', { data: { tasks: ['T1'] } })
    const closed = await at.post('CloseJointOperation', 'OP-1', { data: { reason: 'all found' } })
    expect(await retract('OP-1', idIn(closed), { data: {} })).toMatchObject({
      status: 409,
      body: { rejection: 'reason-missing' },
    })
    const takenBack = await retract('OP-1', idIn(closed))
    expect(takenBack).toMatchObject({ status: 201, body: { stream: 'operation-OP-1', revision: 2 } })
    expect(await retract('OP-1', idIn(closed))).toMatchObject({
      status: 409,
      body: { rejection: 'superseded-record' },
    })
    expect(await at.post('AssignTask', 'OP-1', { data: { task: 'T2' } })).toMatchObject({ status: 201 })
  })

  test('a record is named by its reference as well, and what is nowhere is unknown', async () => {
    await at.post('OpenCoordination', 'INC-1', { reference: 'JC-7', data: { agency: 'police' } })
    const takenBack = await retract('INC-1', 'JC-7')
    expect(takenBack).toMatchObject({ status: 201, body: { stream: 'incident-INC-1' } })
    expect(await retract('INC-1', 'JC-8')).toMatchObject({
      status: 409,
      body: { rejection: 'unknown-record' },
    })
  })

  test('what is recorded of an operation or an incident is released and withheld again, in its own stream', async () => {
    const opened = await at.post('OpenJointOperation', 'OP-7', { reference: 'JC-70' })
    const coordinated = await at.post('OpenCoordination', 'INC-7', { data: { agency: 'police' } })
    const commander = { agency: 'joc', roles: ['commander', 'coordinator'] } as const
    const releasing = (command: string, incident: string, event: string) =>
      at.post(command, incident, { data: { event, to: ['border'] } }, commander)
    expect(await releasing('GrantRelease', 'OP-7', 'JC-70')).toMatchObject({
      ...{ status: 201, body: { stream: 'operation-OP-7' } },
    })
    expect(await releasing('RevokeRelease', 'OP-7', idIn(opened))).toMatchObject({
      ...{ status: 201, body: { stream: 'operation-OP-7' } },
    })
    expect(await releasing('GrantRelease', 'INC-7', idIn(coordinated))).toMatchObject({
      ...{ status: 201, body: { stream: 'incident-INC-7' } },
    })
    expect(await releasing('GrantRelease', 'INC-7', idIn(opened))).toMatchObject({ status: 409 })
  })

  test('members of the joint centre take its records back, and nobody else', async () => {
    const opened = await at.post('OpenJointOperation', 'OP-2')
    const by = { agency: 'police', roles: ['duty-officer', 'coordinator'] } as const
    const body = { retracts: idIn(opened), data: { reason: 'not ours' } }
    expect(await at.post('RetractReport', 'OP-2', body, by)).toMatchObject({ status: 403 })
    const looking = { agency: 'joc', roles: ['analyst'] } as const
    expect(await at.post('RetractReport', 'OP-2', body, looking)).toMatchObject({ status: 403 })
    expect(await at.stream('operation-OP-2')).toHaveLength(1)
  })

  test('an operation that goes on after all is watched again: its deadlines are raised', async () => {
    const deadline = new Date(at.clock.now() + 30 * 60_000).toISOString()
    await at.post('OpenJointOperation', 'OP-3', {
      data: { tasks: [{ id: 'T1', agency: 'police', deadline }] },
    })
    const manager = at.manager({ rules: [], checkpoint: 'reopened' })
    const closed = await at.post('CloseJointOperation', 'OP-3', { data: { reason: 'snow' } })
    await retract('OP-3', idIn(closed))
    at.clock.advance(31)
    await expect
      .poll(async () => {
        await manager.wake()
        return (await at.stream('operation-OP-3')).map(({ type }) => type)
      })
      .toEqual(['JointOperationOpened', 'JointOperationClosed', 'ReportRetracted', 'TaskDeadlinePassed'])
    await manager.stop()
  })
})
