import { expect, test } from 'vitest'
import { asOf, at, centre, corrections, given, police } from './given.ts'

/* What investigators and analysts make of it. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C23: who had a piece of evidence in hands, from the scene to the expert, and what may go to court', async () => {
  const { ask } = await given(
    police('EvidenceCollected', { evidence: 'E-1', kind: 'shoe print', by: 'S-1', sha256: 'a'.repeat(64) }),
    police('CustodyTransferred', { evidence: 'E-1', from: 'S-1', to: 'Laboratory', purpose: 'Comparison' }),
    police('ForensicStatementRecorded', { evidence: 'E-1', sha256: 'b'.repeat(64), expert: 'X-1' }),
    police('ForensicStatementSuperseded', { evidence: 'E-1', sha256: 'c'.repeat(64) }),
    police('ReleaseGranted', { event: 'R-3', to: ['corrections'], courtUse: 'with-permission' }),
  )
  const chain = await ask(
    `{ breakdown(by: ["evidence"]) { nodes { key { value } events { nodes { type data } } } } }`,
  )
  const [{ events }] = chain.breakdown.nodes
  expect(events.nodes.map(({ type }: { type: string }) => type)).toEqual([
    'EvidenceCollected',
    'CustodyTransferred',
    'ForensicStatementRecorded',
    'ForensicStatementSuperseded',
  ])
  expect(events.nodes[1].data).toMatchObject({ from: 'S-1', to: 'Laboratory' })
  const released = await ask('{ events(filter: { types: ["ReleaseGranted"] }) { nodes { data } } }')
  expect(released.events.nodes[0].data).toMatchObject({ courtUse: 'with-permission' })
})

test('C24: which examinations are open, with whom, and which are late', async () => {
  const { ask } = await given(
    police('ForensicRequested', { request: 'Q-1', kind: 'DNA', due: '2026-03-09' }),
    police('ForensicAssigned', { request: 'Q-1', laboratory: 'Central' }, { occurredAt: at('14:00') }),
    police('ForensicRequested', { request: 'Q-2', kind: 'prints', due: '2026-03-20' }),
    police('ForensicRequested', { request: 'Q-3', kind: 'prints' }),
    police('ForensicCompleted', { request: 'Q-3' }),
  )
  const backlog = (more: string) =>
    ask(
      `{ breakdown(by: ["request"], lastTypes: ["ForensicRequested", "ForensicAssigned"], due: "due"${more}) { nodes { key { value } due last { type data } } } }`,
    )
  expect((await backlog('')).breakdown.nodes).toEqual([
    {
      key: [{ value: 'Q-1' }],
      due: '2026-03-09',
      last: { type: 'ForensicAssigned', data: { request: 'Q-1', laboratory: 'Central' } },
    },
    {
      key: [{ value: 'Q-2' }],
      due: '2026-03-20',
      last: { type: 'ForensicRequested', data: expect.anything() },
    },
  ])
  const late = await backlog(', dueBefore: "2026-03-15T00:00:00Z"')
  expect(late.breakdown.nodes).toMatchObject([{ key: [{ value: 'Q-1' }] }])
})

test('C44: an extract for research has no small numbers, and is on record', async () => {
  const offence = (kind: string) => corrections('PrisonSecurityIncident', { facility: 'K-4', kind })
  const { ask } = await given(
    ...['contraband', 'contraband', 'contraband', 'assault'].map(offence),
    centre(
      'ResearchExtractIssued',
      { extract: 'X-1', to: 'University', purpose: 'Thesis', records: 3 },
      { incident: 'X-1' },
    ),
  )
  const { extract, record } = await ask(`{
    extract: breakdown(filter: { types: ["PrisonSecurityIncident"] }, by: ["kind"], atLeast: 3) { totalCount nodes { key { value } count } }
    record: breakdown(filter: { types: ["ResearchExtractIssued"] }, by: ["extract", "to"], sum: "records") { nodes { key { value } sum } }
  }`)
  expect(extract).toEqual({ totalCount: 1, nodes: [{ key: [{ value: 'contraband' }], count: 3 }] })
  expect(record.nodes).toEqual([{ key: [{ value: 'X-1' }, { value: 'University' }], sum: 3 }])
})

test('C48: from a requirement to a graded report, a product, who received it, what they said and what was decided', async () => {
  const { ask } = await given(
    police('RequirementSet', { requirement: 'Q-1', question: 'Who drives the herds north?' }),
    police('IntelligenceReported', { requirement: 'Q-1', admiralty: 'B2' }),
    police(
      'IntelligenceRegraded',
      { requirement: 'Q-1', admiralty: 'E5' },
      { corrects: 'R-2', occurredAt: at('12:00') },
    ),
    police(
      'ProductIssued',
      { product: 'P-1', requirement: 'Q-1', basis: ['R-2'] },
      { occurredAt: at('13:00') },
    ),
    police('ProductDisseminated', { product: 'P-1', to: ['border'] }, { occurredAt: at('13:30') }),
    police(
      'FeedbackReceived',
      { product: 'P-1', from: 'border', feedback: 'Of use' },
      { occurredAt: at('14:00') },
    ),
    police(
      'TaskingDecided',
      { tasking: 'T-1', decision: 'Watch the ford', basis: ['R-4'] },
      { occurredAt: at('15:00') },
    ),
  )
  const cycle = await ask(
    '{ breakdown(by: ["requirement"]) { nodes { key { value } events { nodes { type } } } } }',
  )
  expect(cycle.breakdown.nodes).toEqual([
    {
      key: [{ value: 'Q-1' }],
      events: {
        nodes: [{ type: 'RequirementSet' }, { type: 'IntelligenceRegraded' }, { type: 'ProductIssued' }],
      },
    },
  ])
  const product = await ask(
    '{ breakdown(by: ["product"]) { nodes { key { value } events { nodes { type data } } } } }',
  )
  expect(product.breakdown.nodes).toMatchObject([
    {
      key: [{ value: 'P-1' }],
      events: {
        nodes: [
          { type: 'ProductIssued' },
          { type: 'ProductDisseminated', data: { to: ['border'] } },
          { type: 'FeedbackReceived', data: { from: 'border', feedback: 'Of use' } },
        ],
      },
    },
  ])
  const decided = await ask('{ events(filter: { types: ["TaskingDecided"] }) { nodes { data } } }')
  expect(decided.events.nodes).toEqual([
    { data: { tasking: 'T-1', decision: 'Watch the ford', basis: ['R-4'] } },
  ])
  const grade = async (then: string) =>
    (await ask(`{ breakdown(by: ["admiralty"], ${then}) { nodes { key { value } } } }`)).breakdown.nodes
  expect(await grade(asOf('11:00'))).toEqual([{ key: [{ value: 'B2' }] }])
  expect(await grade(asOf('12:30'))).toEqual([{ key: [{ value: 'E5' }] }])
})

test('C49: what was released to a partner abroad, under which conditions', async () => {
  const { ask } = await given(
    police('VehicleTheftReported', { vehicle: 'V-1' }),
    police('ForeignReleaseMade', { partner: 'CN', events: ['R-1'], conditions: 'No onward release.' }),
  )
  const releases = await ask('{ events(filter: { types: ["ForeignReleaseMade"] }) { nodes { data } } }')
  expect(releases.events.nodes).toEqual([
    { data: { partner: 'CN', events: [expect.any(String)], conditions: 'No onward release.' } },
  ])
})

test('C51: warnings raised before anything happened, and how many of each rule came true', async () => {
  const { ask } = await given(
    centre('WarningRaised', { warning: 'W-1', rule: 'dry grass', area: 'bayan-uul' }),
    centre('WarningRaised', { warning: 'W-2', rule: 'dry grass', area: 'matad' }),
    centre('WarningRaised', { warning: 'W-3', rule: 'dry grass', area: 'matad' }),
    centre('WarningConfirmed', { warning: 'W-1', rule: 'dry grass' }),
    centre('WarningDismissed', { warning: 'W-2', rule: 'dry grass' }),
  )
  const { yields, open } = await ask(`{
    yields: breakdown(filter: { types: ["WarningRaised", "WarningConfirmed", "WarningDismissed"] }, by: ["rule", "type"]) { nodes { key { value } count } }
    open: breakdown(by: ["warning"], lastTypes: ["WarningRaised"]) { nodes { key { value } } }
  }`)
  expect(yields.nodes).toEqual([
    { key: [{ value: 'dry grass' }, { value: 'WarningRaised' }], count: 3 },
    { key: [{ value: 'dry grass' }, { value: 'WarningConfirmed' }], count: 1 },
    { key: [{ value: 'dry grass' }, { value: 'WarningDismissed' }], count: 1 },
  ])
  expect(open.nodes).toEqual([{ key: [{ value: 'W-3' }] }])
})
