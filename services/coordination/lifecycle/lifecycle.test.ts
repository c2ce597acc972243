import { incidentTopic, viewOf } from '@concord/incident'
import { asked, given, type Happened, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { joc } from '../agency.ts'

const by = (agency: string) => ({ actor: { subject: 'duty', role: 'duty-officer', agency } })
const coordinator = by('joc')

const opened = happened('CoordinationOpened', { agency: 'corrections', kind: 'prison-escape' })
const joined = (agency: string) => happened('AgencyJoined', { agency })
const stoodDown = (agency: string) => happened('AgencyStoodDown', { agency })
const leads = (agency: string) => happened('LeadAgencyAssigned', { agency })

const when = (past: readonly Happened[], name: string, data: unknown, context: object) =>
  given(joc.decider, ...past).when(asked(name, data, context))

describe('opening and joining', () => {
  test('who opens it joins it, by the agency of the token', () => {
    when([], 'OpenCoordination', { kind: 'prison-escape' }, by('corrections')).records([
      'CoordinationOpened',
      { kind: 'prison-escape', agency: 'corrections' },
    ])
    when([opened], 'OpenCoordination', {}, by('police')).refuses('already-open')
  })

  test('nobody joins what was never opened, twice, or for somebody else', () => {
    when([], 'JoinIncident', {}, by('police')).refuses('not-open')
    when([opened], 'JoinIncident', {}, by('corrections')).refuses('already-joined')
    when([opened], 'JoinIncident', { agency: 'border' }, by('police')).refuses('not-your-agency')
  })

  test('the joint centre acts for an agency by naming it', () => {
    when([opened], 'JoinIncident', { agency: 'border' }, coordinator).records([
      'AgencyJoined',
      { agency: 'border' },
    ])
  })

  test('who stood down may join again', () => {
    when([opened, joined('police'), stoodDown('police')], 'JoinIncident', {}, by('police')).records(
      'AgencyJoined',
    )
  })
})

describe('the lead', () => {
  const led = [opened, joined('police'), leads('corrections')]
  const asking = happened('HandoverRequested', { agency: 'corrections', to: 'police' })

  test('is an agency that takes part', () => {
    when([opened], 'AssignLeadAgency', { agency: 'police' }, coordinator).refuses('not-joined')
    when(led, 'AssignLeadAgency', { agency: 'corrections' }, coordinator).refuses('already-lead')
  })

  test('is handed over by who has it, to who takes part, one at a time', () => {
    when(led, 'RequestHandover', { to: 'police' }, by('corrections')).records('HandoverRequested')
    when(led, 'RequestHandover', { to: 'corrections' }, by('police')).refuses('not-lead')
    when(led, 'RequestHandover', { to: 'border' }, by('corrections')).refuses('not-joined')
    when([...led, asking], 'RequestHandover', { to: 'police' }, by('corrections')).refuses('handover-pending')
  })

  test('is accepted or rejected by who was asked, once', () => {
    when([...led, asking], 'AcceptHandover', {}, by('police')).records('HandoverAccepted')
    when([...led, asking], 'RejectHandover', {}, by('corrections')).refuses('no-handover')
    const accepted = happened('HandoverAccepted', { agency: 'police' })
    when([...led, asking, accepted], 'AcceptHandover', {}, by('police')).refuses('no-handover')
  })

  test('is with who hands it over, where nobody ever said who leads', () => {
    const rejected = happened('HandoverRejected', { agency: 'police' })
    const told = [asking, rejected].map((one, at) => recorded(one, at, undefined, 'incident-INC-1'))
    const view = viewOf(incidentTopic('INC-1'), told, joc.view)
    expect(view?.lead).toBe('corrections')
    expect(view?.participants).toContainEqual(
      expect.objectContaining({ agency: 'police', state: 'handover-refused' }),
    )
    const history = [opened, joined('police'), asking, rejected]
    when(history, 'RequestHandover', { to: 'police' }, by('corrections')).records('HandoverRequested')
  })

  test('stands down last', () => {
    when(led, 'StandDown', {}, by('corrections')).refuses('lead-stays')
    when([...led, stoodDown('police')], 'StandDown', {}, by('corrections')).records('AgencyStoodDown')
  })
})

describe('the end', () => {
  test('comes when every agency has stood down', () => {
    const two = [opened, joined('police')]
    when(two, 'CloseIncident', {}, coordinator).refuses('agencies-still-in')
    when([...two, stoodDown('police')], 'CloseIncident', {}, coordinator).refuses('agencies-still-in')
    when([...two, stoodDown('police'), stoodDown('corrections')], 'CloseIncident', {}, coordinator).records(
      'IncidentClosed',
    )
  })

  test('is not undone by a correction, but by reopening', () => {
    const closed = [opened, stoodDown('corrections'), happened('IncidentClosed', {}, { reference: 'end' })]
    when(closed, 'JoinIncident', {}, by('police')).refuses('not-open')
    when(closed, 'CloseIncident', {}, { ...coordinator, corrects: 'end' }).refuses('not-correctable')
    when(closed, 'ReopenIncident', {}, coordinator).records('IncidentReopened')
    when([opened], 'ReopenIncident', {}, coordinator).refuses('not-closed')
  })

  test('is another incident, when two are merged, but not itself', () => {
    const here = { ...opened, envelope: { agency: 'incident' } }
    when([here], 'MergeIncident', { into: 'INC-1' }, coordinator).refuses('self-merge')
    when([here], 'MergeIncident', { into: 'INC-2' }, coordinator).records('IncidentMerged')
    when([opened, happened('IncidentMerged', { into: 'INC-2' })], 'JoinIncident', {}, by('police')).refuses(
      'not-open',
    )
  })
})

test('the lead merges and splits, and who took part closes and reopens; nobody else but the joint centre', () => {
  const led = [opened, joined('police'), leads('corrections')]
  when(led, 'MergeIncident', { into: 'INC-2' }, by('police')).refuses('not-lead')
  when(led, 'MergeIncident', { into: 'INC-2' }, by('corrections')).records('IncidentMerged')
  when(led, 'SplitIncident', { into: ['INC-2'] }, by('police')).refuses('not-lead')
  when(led, 'SplitIncident', { into: ['INC-2'] }, by('corrections')).records('IncidentSplit')
  const over = [opened, stoodDown('corrections')]
  when(over, 'CloseIncident', {}, by('border')).refuses('not-joined')
  when(over, 'CloseIncident', {}, by('corrections')).records('IncidentClosed')
  when([...over, happened('IncidentClosed')], 'ReopenIncident', {}, by('border')).refuses('not-joined')
  when([...over, happened('IncidentClosed')], 'ReopenIncident', {}, by('corrections')).records(
    'IncidentReopened',
  )
})

test('what was merged is unmerged from where it went on, by the lead or the joint centre, and then is open', () => {
  const merged = [
    opened,
    joined('police'),
    leads('corrections'),
    happened('IncidentMerged', { into: 'INC-2' }),
  ]
  const from = { from: 'INC-2' }
  when(merged.slice(0, 3), 'UnmergeIncident', from, coordinator).refuses('not-merged')
  when(merged, 'UnmergeIncident', { from: 'INC-3' }, coordinator).refuses('not-merged')
  when(merged, 'UnmergeIncident', from, by('police')).refuses('not-lead')
  when(merged, 'UnmergeIncident', from, by('border')).refuses('not-joined')
  when(merged, 'UnmergeIncident', from, by('corrections')).records('IncidentUnmerged')
  const unmerged = [...merged, happened('IncidentUnmerged', from)]
  when(unmerged, 'JoinIncident', {}, by('border')).records('AgencyJoined')
  when(unmerged, 'UnmergeIncident', from, coordinator).refuses('not-merged')
})

test.each([
  'StandDown',
  'RequestHandover',
  'AcceptHandover',
  'RejectHandover',
  'MergeIncident',
  'UnmergeIncident',
  'SplitIncident',
  'CloseIncident',
  'ReopenIncident',
])('%s tells nobody who never took part whether the incident is, or how far', (step) => {
  const closed = [opened, stoodDown('corrections'), happened('IncidentClosed', {})]
  const data =
    step === 'RequestHandover'
      ? { to: 'police' }
      : { into: step === 'SplitIncident' ? ['A', 'B'] : 'A', from: 'A' }
  for (const past of [[], [opened], [opened, joined('police'), leads('police')], closed]) {
    when(
      past,
      step,
      step.endsWith('Incident') || step === 'RequestHandover' ? data : {},
      by('border'),
    ).refuses('not-joined')
  }
})

test('history that is brought in is not argued with', () => {
  const imported = { recordedAt: '2020-01-01T00:00:00Z', system: 'older', by: 'archive' }
  when([], 'CloseIncident', {}, { ...coordinator, imported }).records('IncidentClosed')
})

test('the picture shows who takes part, who leads and where a merged incident goes on', () => {
  const told = [
    opened,
    joined('police'),
    leads('corrections'),
    happened('HandoverRequested', { agency: 'corrections', to: 'police' }),
    happened('HandoverAccepted', { agency: 'police' }),
    stoodDown('corrections'),
    happened('IncidentMerged', { into: 'INC-2', basis: ['A-1'] }),
  ]
  const events = told.map((one, index) => recorded(one, index, new Map(), 'incident-INC-1'))
  const view = viewOf(incidentTopic('INC-1'), events, joc.view)
  expect(view).toMatchObject({ status: 'merged', mergedInto: 'INC-2', lead: 'police', kind: 'prison-escape' })
  expect(view?.participants.filter(({ state }) => state === 'lead').map(({ agency }) => agency)).toEqual([
    'police',
  ])
  expect(view?.participants.find(({ agency }) => agency === 'corrections')?.state).toBe('stood-down')
  const other = viewOf(incidentTopic('INC-2'), events.slice(-1), joc.view)
  expect(other?.links).toMatchObject([{ a: 'INC-1', b: 'INC-2', relation: 'REPLACED' }])
  const after = recorded(happened('IncidentUnmerged', { from: 'INC-2' }), 7, new Map(), 'incident-INC-1')
  expect(viewOf(incidentTopic('INC-1'), [...events, after], joc.view)).toMatchObject({
    ...{ status: 'active', mergedInto: undefined, lead: 'police' },
    links: [{ a: 'INC-1', b: 'INC-2', unlinked: expect.anything() }],
  })
  expect(viewOf(incidentTopic('INC-2'), [...events.slice(-1), after], joc.view)?.links).toMatchObject([
    { a: 'INC-1', b: 'INC-2', unlinked: expect.anything() },
  ])
})
