import { expect, test } from 'vitest'
import { asOf, at, border, centre, corrections, given, police, shownTo } from './given.ts'

/* What prisons and probation bring. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C08: security incidents of a prison by kind, when order was restored, and what an audit found', async () => {
  const { ask } = await given(
    corrections('PrisonSecurityIncident', { facility: 'K-4', kind: 'contraband' }),
    corrections('PrisonSecurityIncident', { facility: 'K-4', kind: 'assault', injured: 1 }),
    corrections('PrisonSecurityIncident', { facility: 'K-4', kind: 'contraband' }),
    corrections('PrisonOrderRestored', { facility: 'K-4' }, { occurredAt: at('11:00') }),
    corrections('SecurityAuditRecorded', { facility: 'K-4', findings: ['The north gate is not covered.'] }),
  )
  const extract = await ask(
    '{ breakdown(filter: { types: ["PrisonSecurityIncident"] }, by: ["facility", "kind"], atLeast: 2) { totalCount nodes { key { value } count } } }',
  )
  // Small numbers would name people: what happened once is not told.
  expect(extract.breakdown).toEqual({
    totalCount: 1,
    nodes: [{ key: [{ value: 'K-4' }, { value: 'contraband' }], count: 2 }],
  })
  const audits = await ask('{ events(filter: { types: ["SecurityAuditRecorded"] }) { nodes { data } } }')
  expect(audits.events.nodes[0].data.findings).toEqual(['The north gate is not covered.'])
  const status = async (then: string) => (await ask(`{ incident(id: "I-1", ${then}) { status } }`)).incident
  expect(await status(asOf('10:00'))).toEqual({ status: 'ACTIVE' })
  expect(await status(asOf('12:00'))).toEqual({ status: 'RESOLVED' })
})

test('C29: who is out, as it was believed and as it was, until the last one is back in custody', async () => {
  const { ask } = await given(
    corrections('PrisonerEscapeReported', { subjects: ['P-1'], lat: 48.6, lon: 113.2, facility: 'K-4' }),
    centre('EscapeRuleActivated', { rule: 'prisoner-escape', incident: 'I-1' }, { incident: 'OP-1' }),
    centre(
      'SearchRingComputed',
      { incident: 'I-1', subjects: ['P-1'], lat: 48.6, lon: 113.2, radiusKm: 9.6 },
      { incident: 'OP-1' },
    ),
    corrections(
      'PrisonerEscapeCorrected',
      { subjects: ['P-1', 'P-2'], lat: 48.6, lon: 113.2 },
      { corrects: 'R-1', occurredAt: at('08:00'), recordedAt: at('09:00') },
    ),
    police('SubjectApprehended', { subject: 'P-1' }, { occurredAt: at('10:00') }),
    corrections('CustodyRestored', { subject: 'P-1' }, { occurredAt: at('11:00') }),
  )
  const persons = async (then: string) =>
    (await ask(`{ incident(id: "I-1", ${then}) { persons { subject status } } }`)).incident.persons
  expect(await persons(asOf('08:30'))).toEqual([{ subject: 'P-1', status: 'AT_LARGE' }])
  expect(await persons(`asOf: { valid: "${at('08:30')}" }`)).toHaveLength(2)
  expect(await persons(asOf('12:00'))).toEqual([
    { subject: 'P-1', status: 'IN_CUSTODY' },
    { subject: 'P-2', status: 'AT_LARGE' },
  ])
  const ring = await ask('{ incident(id: "I-1") { facts { name value } } }')
  expect(ring.incident.facts).toContainEqual({ name: 'radiusKm', value: 9.6 })
})

test('C30: what was learnt of an escape, and which improvement is overdue', async () => {
  const { ask } = await given(
    corrections('PrisonerEscapeReported', { subjects: ['P-1'] }),
    corrections('LessonRecorded', { lesson: 'Count heads at the gate.', basis: ['R-1'] }),
    corrections('ImprovementActionOpened', { action: 'A-1', what: 'A second gate', due: '2026-03-10' }),
    corrections('ImprovementActionOpened', { action: 'A-2', what: 'Head counts', due: '2026-03-05' }),
    corrections('ImprovementActionDone', { action: 'A-2' }),
  )
  const overdue = await ask(`{ breakdown(
    by: ["action"], lastTypes: ["ImprovementActionOpened"], due: "due", dueBefore: "2026-04-01T00:00:00Z"
  ) { nodes { key { value } due } } }`)
  expect(overdue.breakdown.nodes).toEqual([{ key: [{ value: 'A-1' }], due: '2026-03-10' }])
  const learnt = await ask('{ events(filter: { types: ["LessonRecorded"] }) { nodes { incidentId data } } }')
  expect(learnt.events.nodes).toEqual([
    { incidentId: 'I-1', data: { lesson: 'Count heads at the gate.', basis: ['R-1'] } },
  ])
})

test('C31: who comes home to which area, and who broke a condition of probation', async () => {
  const { ask } = await given(
    corrections(
      'ReleaseNotified',
      { subject: 'P-1', area: 'bayan-uul', on: '2026-03-09' },
      shownTo('police'),
    ),
    corrections(
      'ReleaseNotified',
      { subject: 'P-2', area: 'dashbalbar', on: '2026-03-10' },
      shownTo('police'),
    ),
    corrections('ProbationConditionSet', { subject: 'P-1', condition: 'home by ten', until: '2026-09-09' }),
    corrections('ProbationBreached', { subject: 'P-1', condition: 'home by ten' }),
    corrections('ProbationConditionSet', { subject: 'P-3', condition: 'reports weekly' }),
    corrections('ProbationCompleted', { subject: 'P-3', condition: 'reports weekly' }),
  )
  const home = await ask(
    '{ breakdown(filter: { types: ["ReleaseNotified"] }, by: ["area", "subject"]) { nodes { key { value } } } }',
    'police/commander',
  )
  expect(home.breakdown.nodes).toEqual([
    { key: [{ value: 'bayan-uul' }, { value: 'P-1' }] },
    { key: [{ value: 'dashbalbar' }, { value: 'P-2' }] },
  ])
  const breached = await ask(
    '{ breakdown(by: ["subject", "condition"], lastTypes: ["ProbationBreached"]) { nodes { key { value } } } }',
  )
  expect(breached.breakdown.nodes).toEqual([{ key: [{ value: 'P-1' }, { value: 'home by ten' }] }])
})

test('C32: which transfers are on the road, what happened to an escort, and where somebody is held', async () => {
  const { ask } = await given(
    corrections('TransferStarted', { transfer: 'T-1', subject: 'P-1', from: 'K-4', to: 'K-9' }),
    corrections('TransferStarted', { transfer: 'T-2', subject: 'P-2', from: 'K-4', to: 'K-9' }),
    corrections('EscortIncident', { transfer: 'T-2', what: 'A wheel came off.' }),
    corrections('TransferCompleted', { transfer: 'T-1', subject: 'P-1', to: 'K-9' }),
    corrections('CustodyStateChanged', { subject: 'P-1', state: 'held', facility: 'K-9' }),
  )
  const onTheRoad = await ask(
    '{ breakdown(by: ["transfer"], lastTypes: ["TransferStarted", "EscortIncident"]) { nodes { key { value } last { type } } } }',
  )
  expect(onTheRoad.breakdown.nodes).toEqual([{ key: [{ value: 'T-2' }], last: { type: 'EscortIncident' } }])
  const held = await ask(
    '{ breakdown(filter: { types: ["CustodyStateChanged"] }, by: ["subject", "facility", "state"]) { nodes { key { value } } } }',
  )
  expect(held.breakdown.nodes).toEqual([{ key: [{ value: 'P-1' }, { value: 'K-9' }, { value: 'held' }] }])
})

test('C33: which work details are outside, when heads were last counted, and how many were missing', async () => {
  const { ask } = await given(
    corrections('WorkDetailDeparted', {
      detail: 'north',
      prisoners: 12,
      guards: 2,
      headcountEveryMinutes: 30,
    }),
    corrections('WorkDetailDeparted', { detail: 'south', prisoners: 8, guards: 2 }),
    corrections('HeadcountTaken', { detail: 'north', present: 10, expected: 12 }),
    corrections('WorkDetailReturned', { detail: 'south', prisoners: 8 }),
  )
  const outside = await ask(
    '{ breakdown(by: ["detail"], lastTypes: ["WorkDetailDeparted", "HeadcountTaken"]) { nodes { key { value } lastAt last { data } } } }',
  )
  expect(outside.breakdown.nodes).toEqual([
    {
      key: [{ value: 'north' }],
      lastAt: expect.stringContaining('2026-03-02'),
      last: { data: { detail: 'north', present: 10, expected: 12 } },
    },
  ])
})

test('what corrections release to the centre alone, nobody else counts', async () => {
  const { ask } = await given(
    corrections('PrisonSecurityIncident', { facility: 'K-4', kind: 'assault' }, shownTo('joc')),
    border('FieldObservation', { observation: 'Smoke' }, shownTo('joc', 'police')),
  )
  const count = async (as: string) =>
    (await ask('{ statistics { total { count } } }', as)).statistics.total.count
  expect([await count('joc/analyst'), await count('police/commander')]).toEqual([2, 1])
})
