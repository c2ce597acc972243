import { expect, test } from 'vitest'
import { asOf, at, border, emergency, given, police } from './given.ts'

/* What border protection brings. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C03: who broke the rules of a checkpoint again and again, what followed, and what one of them says of it', async () => {
  const violation = (subject: string) =>
    border('BorderRegimeViolationRecorded', { checkpoint: 'ULIKHAN', subject })
  const { ask } = await given(
    violation('P-1'),
    violation('P-2'),
    violation('P-1'),
    border('RepeatOffenderThresholdReached', {
      checkpoint: 'ULIKHAN',
      subject: 'P-1',
      violations: 2,
      basis: ['R-1', 'R-3'],
    }),
  )
  const offenders = await ask(`{ breakdown(
    filter: { types: ["BorderRegimeViolationRecorded"] }, by: ["checkpoint", "subject"], atLeast: 2
  ) { nodes { key { value } count events { nodes { reference } } } } }`)
  expect(offenders.breakdown.nodes).toEqual([
    {
      key: [{ value: 'ULIKHAN' }, { value: 'P-1' }],
      count: 2,
      events: { nodes: [{ reference: 'R-1' }, { reference: 'R-3' }] },
    },
  ])
  const reached = await ask(
    '{ events(filter: { types: ["RepeatOffenderThresholdReached"] }) { nodes { data } } }',
  )
  expect(reached.events.nodes[0].data).toMatchObject({ subject: 'P-1', violations: 2 })
})

test('C04: a measure of the catalogue runs until it is lifted or its term has passed, and one that runs out this month is found', async () => {
  const { ask } = await given(
    border('MeasureTypeDefined', { kind: 'removal', legalBasis: 'Border Act 31', days: 30 }),
    border('MeasureProposed', { measure: 'M-1', kind: 'removal', subject: 'P-1' }),
    border('MeasureImposed', {
      measure: 'M-1',
      kind: 'removal',
      subject: 'P-1',
      days: 20,
      legalBasis: 'Border Act 31',
    }),
    border('MeasureImposed', { measure: 'M-2', kind: 'fine', subject: 'P-2', until: '2026-05-01' }),
    border('MeasureAppealed', { measure: 'M-2' }),
    border('MeasureLifted', { measure: 'M-1' }, { occurredAt: at('08:00', 5) }),
    border('MeasureImposed', { measure: 'M-3', kind: 'warning', subject: 'P-3', until: '2026-03-09' }),
    border('MeasureExpired', { measure: 'M-3' }, { occurredAt: at('00:00', 10) }),
  )
  const measures = async (then: string) =>
    (await ask(`{ incident(id: "I-1", ${then}) { measures { measure kind state until } } }`)).incident
      .measures
  expect(await measures(asOf('09:00'))).toEqual([
    { measure: 'M-1', kind: 'removal', state: 'IMPOSED', until: '2026-03-22' },
    { measure: 'M-2', kind: 'fine', state: 'APPEALED', until: '2026-05-01' },
    { measure: 'M-3', kind: 'warning', state: 'IMPOSED', until: '2026-03-09' },
  ])
  expect((await measures(asOf('09:00', 5)))[0]).toMatchObject({ measure: 'M-1', state: 'LIFTED' })
  expect((await measures(asOf('09:00', 10)))[2]).toMatchObject({ measure: 'M-3', state: 'LIFTED' })
  const expiring = await ask(`{ breakdown(
    by: ["measure"], lastTypes: ["MeasureImposed", "MeasureAppealed"], due: "until", dueBefore: "2026-06-01T00:00:00Z"
  ) { nodes { key { value } due } } }`)
  expect(expiring.breakdown.nodes).toEqual([{ key: [{ value: 'M-2' }], due: '2026-05-01' }])
})

test('C05: who helped is a code and stays sealed; how far a reward is', async () => {
  const { ask } = await given(
    police('AssistanceRecorded', { helper: 'H-1', what: 'Showed the trail' }),
    police('RewardProposed', { reward: 'W-1', helper: 'H-1', amount: 500_000, currency: 'MNT' }),
    police('RewardProposed', { reward: 'W-2', helper: 'H-2', amount: 100_000, currency: 'MNT' }),
    police('RewardApproved', { reward: 'W-1' }),
    police('RewardRejected', { reward: 'W-2' }),
    police('RewardPaid', { reward: 'W-1', amount: 500_000, currency: 'MNT' }),
  )
  const rewards = await ask(`{ breakdown(
    filter: { types: ["RewardProposed", "RewardApproved", "RewardPaid", "RewardRejected"] }, by: ["reward"]
  ) { nodes { key { value } last { type } } } }`)
  expect(rewards.breakdown.nodes).toEqual([
    { key: [{ value: 'W-1' }], last: { type: 'RewardPaid' } },
    { key: [{ value: 'W-2' }], last: { type: 'RewardRejected' } },
  ])
  const helped = await ask('{ events(filter: { types: ["AssistanceRecorded"] }) { nodes { data } } }')
  expect(helped.events.nodes).toEqual([{ data: { helper: 'H-1', what: { sealed: true } } }])
})

test('C15: herds stolen and driven off, what was found of them, and how many are back', async () => {
  const { ask } = await given(
    police('LivestockTheftReported', { species: 'horse', head: 14, brand: 'moon', direction: 'north' }),
    border('TracksFound', { species: 'horse', head: 10, direction: 'north' }),
    police('LivestockTheftCorrected', { species: 'horse', head: 12, brand: 'moon' }, { corrects: 'R-1' }),
    border('LivestockRecovered', { species: 'horse', head: 9 }),
    police('LivestockTheftReported', { species: 'sheep', head: 40 }, { incident: 'I-2' }),
  )
  const series = await ask(`{
    stolen: breakdown(filter: { types: ["LivestockTheftReported", "LivestockTheftCorrected"] }, by: ["species"], sum: "head") { nodes { key { value } sum } }
    back: breakdown(filter: { types: ["LivestockRecovered"] }, by: ["species"], sum: "head") { nodes { key { value } sum } }
  }`)
  expect(series.stolen.nodes).toEqual([
    { key: [{ value: 'horse' }], sum: 12 },
    { key: [{ value: 'sheep' }], sum: 40 },
  ])
  expect(series.back.nodes).toEqual([{ key: [{ value: 'horse' }], sum: 9 }])
})

test('C16: what is built on each segment of the border, against what happens there', async () => {
  const { ask } = await given(
    border('PostEstablished', { post: 'N-7', segment: 'north' }),
    border('BarrierBuilt', { segment: 'north', lengthKm: 4 }),
    border('BarrierBuilt', { segment: 'east', lengthKm: 10 }),
    border('BorderViolationRecorded', { segment: 'north', people: 3 }),
    border('BorderViolationRecorded', { segment: 'north', people: 1 }),
    border('BorderViolationRecorded', { segment: 'east', people: 2 }),
  )
  const { violations, barriers } = await ask(`{
    violations: breakdown(filter: { types: ["BorderViolationRecorded"] }, by: ["segment"], sum: "people") { nodes { key { value } count sum } }
    barriers: breakdown(filter: { types: ["BarrierBuilt"] }, by: ["segment"], sum: "lengthKm") { nodes { key { value } sum } }
  }`)
  expect(violations.nodes).toEqual([
    { key: [{ value: 'north' }], count: 2, sum: 4 },
    { key: [{ value: 'east' }], count: 1, sum: 2 },
  ])
  expect(barriers.nodes).toEqual([
    { key: [{ value: 'east' }], sum: 10 },
    { key: [{ value: 'north' }], sum: 4 },
  ])
})

test('C17: a volunteer’s report from where no line reaches is late, and was not known before; who covers which area', async () => {
  const { ask } = await given(
    border('AssistantEnrolled', { assistant: 'A-1', area: 'khalkhgol' }),
    border('AssistantAssigned', { assistant: 'A-1', group: 'herders', area: 'khalkhgol' }),
    border(
      'VolunteerReportReceived',
      { lat: 49.1, lon: 118.2, grade: 'B2' },
      { occurredAt: at('09:00'), recordedAt: at('10:20') },
    ),
    border('AssistantEnrolled', { assistant: 'A-2', area: 'matad' }),
    border('AssistantDischarged', { assistant: 'A-2', area: 'matad' }, { occurredAt: at('11:00') }),
  )
  const known = async (then: string) =>
    (await ask(`{ events(filter: { types: ["VolunteerReportReceived"] }, ${then}) { totalCount } }`)).events
      .totalCount
  expect(await known(asOf('09:30'))).toBe(0)
  expect(await known(asOf('10:30'))).toBe(1)
  const late = await ask(
    '{ slowestReports(first: 1) { nodes { reference delayS place { distanceKm(lat: 49.1, lon: 118.2) } } } }',
  )
  expect(late.slowestReports.nodes).toEqual([{ reference: 'R-3', delayS: 4800, place: { distanceKm: 0 } }])
  const covered = await ask(
    '{ breakdown(by: ["assistant", "area"], lastTypes: ["AssistantEnrolled", "AssistantAssigned"]) { nodes { key { value } } } }',
  )
  expect(covered.breakdown.nodes).toEqual([{ key: [{ value: 'A-1' }, { value: 'khalkhgol' }] }])
})

test('C19: what is before the border commission, and what it decided on which grounds', async () => {
  const { ask } = await given(
    border('IssueReferredToCommission', { issue: 'Q-1', question: 'Move the crossing north?' }),
    border('IssueReferredToCommission', { issue: 'Q-2', question: 'Open at night?' }),
    {
      agency: 'joc',
      type: 'CommissionDecisionRecorded',
      data: { issue: 'Q-1', decision: 'It stays.', basis: ['R-1'] },
    },
  )
  const docket = await ask(
    '{ breakdown(by: ["issue"], lastTypes: ["IssueReferredToCommission"]) { nodes { key { value } } } }',
  )
  expect(docket.breakdown.nodes).toEqual([{ key: [{ value: 'Q-2' }] }])
  const decided = await ask('{ decisionBasis(event: "R-3") { decision basis { reference } } }')
  expect(decided.decisionBasis).toMatchObject({ basis: [{ reference: 'R-1' }] })
})

test('C26: a foreigner who came to harm: which consulate is still to be told, until when, and the legal aid', async () => {
  const { ask } = await given(
    police('ForeignTravellerHarmed', {
      nationality: 'JP',
      people: 1,
      consularNoticeDue: '2026-03-03T09:00:00+08:00',
    }),
    police('LegalAidOpened', { case: 'A-1', people: 1 }),
    police('LegalAidOpened', { case: 'A-2', people: 1 }),
    police('LegalAidClosed', { case: 'A-2' }),
    police(
      'ForeignTravellerHarmed',
      { nationality: 'KR', people: 2, consularNoticeDue: '2026-03-03T09:00:00+08:00' },
      { incident: 'I-2' },
    ),
    police('ConsularNotified', { nationality: 'KR', consulate: 'Ulaanbaatar' }, { incident: 'I-2' }),
  )
  const due = await ask(`{ breakdown(
    filter: { types: ["ForeignTravellerHarmed", "ConsularNotified"] }, by: ["incident", "nationality"],
    lastTypes: ["ForeignTravellerHarmed"], due: "consularNoticeDue", dueBefore: "2026-03-04T00:00:00Z"
  ) { nodes { key { value } due } } }`)
  expect(due.breakdown.nodes).toEqual([
    { key: [{ value: 'I-1' }, { value: 'JP' }], due: '2026-03-03T09:00:00+08:00' },
  ])
  const aid = await ask(
    '{ breakdown(by: ["case"], lastTypes: ["LegalAidOpened"]) { nodes { key { value } } } }',
  )
  expect(aid.breakdown.nodes).toEqual([{ key: [{ value: 'A-1' }] }])
})

test('C35: a fire at the line: how far it is, whose crews may enter the zone, and that the neighbour knows', async () => {
  const { ask } = await given(
    emergency('FireReported', { lat: 49.9, lon: 115.1, distanceToBorderKm: 6 }),
    emergency('FireCrossedBorder', { lat: 50, lon: 115.1, distanceToBorderKm: 0 }),
    border('ZoneEntryPermitted', { permit: 'Z-1', crew: 'Crew 4', people: 12 }),
    border('NeighbourNotified', { country: 'RU', by: 'hot line' }),
  )
  const fire = await ask(
    '{ incident(id: "I-1") { facts { about name value } timeline { nodes { event { type } } } } }',
  )
  expect(fire.incident.facts).toContainEqual({ about: 'fire', name: 'distanceToBorderKm', value: 0 })
  expect(fire.incident.timeline.nodes.map(({ event }: { event: { type: string } }) => event.type)).toEqual(
    expect.arrayContaining(['ZoneEntryPermitted', 'NeighbourNotified']),
  )
})

test('C41: who may do what until when, and whose qualification has run out', async () => {
  const { ask } = await given(
    border('QualificationGranted', { officer: 'N-7', qualification: 'drone pilot', until: '2026-12-31' }),
    border('QualificationGranted', { officer: 'N-8', qualification: 'drone pilot', until: '2026-02-28' }),
    border('QualificationGranted', { officer: 'N-9', qualification: 'drone pilot' }),
    border('QualificationExpired', { officer: 'N-9', qualification: 'drone pilot' }),
  )
  const qualified = (more: string) =>
    ask(
      `{ breakdown(by: ["qualification", "officer"], lastTypes: ["QualificationGranted"], due: "until"${more}) { nodes { key { value } due } } }`,
    )
  expect((await qualified('')).breakdown.nodes).toEqual([
    { key: [{ value: 'drone pilot' }, { value: 'N-7' }], due: '2026-12-31' },
    { key: [{ value: 'drone pilot' }, { value: 'N-8' }], due: '2026-02-28' },
  ])
  expect((await qualified(', dueBefore: "2026-03-02T00:00:00Z"')).breakdown.nodes).toEqual([
    { key: [{ value: 'drone pilot' }, { value: 'N-8' }], due: '2026-02-28' },
  ])
})
