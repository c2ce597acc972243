import { expect, test } from 'vitest'
import { asOf, at, border, corrections, emergency, given, police, shownTo } from './given.ts'

/* What emergency management brings. The numbers are those of the capabilities: see docs/capabilities.md. */

test('C22: a tip from the community, and the warning to the public that came of it', async () => {
  const { ask } = await given(
    police('TipReceived', { tip: 'Smoke behind the ridge', channel: 'telephone' }),
    emergency('PublicAlertIssued', { capIdentifier: 'A-1', headline: 'Fire', severity: 'Severe' }),
    emergency('PublicAlertUpdated', { capIdentifier: 'A-1', headline: 'Fire spreads', severity: 'Extreme' }),
    emergency('PublicAlertCancelled', { capIdentifier: 'A-1' }, { occurredAt: at('12:00') }),
  )
  const alerts = async (then: string) =>
    (await ask(`{ incident(id: "I-1", ${then}) { alerts { identifier state headline severity } } }`)).incident
      .alerts
  expect(await alerts(asOf('09:00'))).toEqual([
    { identifier: 'A-1', state: 'UPDATED', headline: 'Fire spreads', severity: 'EXTREME' },
  ])
  expect(await alerts(asOf('12:00'))).toMatchObject([{ state: 'CANCELLED' }])
  const tips = await ask(
    '{ breakdown(filter: { types: ["TipReceived"] }, by: ["channel"]) { nodes { key { value } count } } }',
  )
  expect(tips.breakdown.nodes).toEqual([{ key: [{ value: 'telephone' }], count: 1 }])
})

test('C34: a fire as it was reported, as it was put right, and when it was out', async () => {
  const { ask } = await given(
    emergency('FireReported', { areaHa: 120, lat: 49.9, lon: 115.1 }),
    emergency('FireStatusReported', { areaHa: 800, containedPct: 20 }),
    emergency(
      'FireStatusCorrected',
      { areaHa: 650, containedPct: 20 },
      { corrects: 'R-2', recordedAt: at('10:00') },
    ),
    emergency('FireContained', { containedPct: 100 }, { occurredAt: at('15:00') }),
    emergency('FireOut', {}, { occurredAt: at('18:00') }),
  )
  const sitrep = async (then: string) => {
    const { incident } = await ask(`{ incident(id: "I-1", ${then}) { status facts { name value } } }`)
    return [incident.status, incident.facts.find(({ name }: { name: string }) => name === 'areaHa').value]
  }
  expect(await sitrep(asOf('09:00'))).toEqual(['ACTIVE', 800])
  expect(await sitrep(`asOf: { valid: "${at('09:00')}" }`)).toEqual(['ACTIVE', 650])
  expect(await sitrep(asOf('16:00'))).toEqual(['CONTAINED', 650])
  expect(await sitrep(asOf('19:00'))).toEqual(['RESOLVED', 650])
})

test('C36: a disease at a crossing: suspected, confirmed, who may pass meanwhile, and over', async () => {
  const { ask } = await given(
    emergency('AnimalDiseaseSuspected', { disease: 'FMD', animals: 30 }),
    emergency('DiseaseConfirmed', { disease: 'FMD', laboratory: 'Central' }),
    emergency('QuarantineImposed', { quarantine: 'K-1', days: 21, area: 'bayan-uul' }),
    border('CheckpointStatusChanged', {
      checkpoint: 'ULIKHAN',
      status: 'closed',
      exceptions: ['evacuation'],
    }),
    emergency('QuarantineExtended', { quarantine: 'K-1', days: 7 }, { occurredAt: at('08:00', 20) }),
    emergency('QuarantineLifted', { quarantine: 'K-1' }, { occurredAt: at('08:00', 25) }),
    border(
      'CheckpointStatusChanged',
      { checkpoint: 'ULIKHAN', status: 'open' },
      { occurredAt: at('09:00', 25) },
    ),
    emergency('DiseaseResolved', { disease: 'FMD' }, { occurredAt: at('10:00', 25) }),
  )
  const then = async (when: string) =>
    ask(`{
      checkpoint(id: "ULIKHAN", ${when}) { status exceptions }
      incident(id: "I-1", ${when}) { measures { state until } }
    }`)
  expect(await then(asOf('09:00'))).toEqual({
    checkpoint: { status: 'CLOSED', exceptions: ['evacuation'] },
    incident: { measures: [{ state: 'IMPOSED', until: '2026-03-23' }] },
  })
  expect(await then(asOf('09:00', 20))).toMatchObject({
    incident: { measures: [{ state: 'EXTENDED', until: '2026-03-30' }] },
  })
  expect(await then(asOf('11:00', 25))).toMatchObject({
    checkpoint: { status: 'OPEN', exceptions: [] },
    incident: { measures: [{ state: 'LIFTED' }] },
  })
})

test('C37: hot spots that two feeds both bring count once, with their grade, near the border, and are released abroad', async () => {
  const spot = (lat: number, confidence: number) => ({
    lat,
    lon: 115.1,
    acquiredAt: '2026-03-02T02:10:00Z',
    satellite: 'T',
    confidence,
  })
  const { ask } = await given(
    emergency('HotspotBatchIngested', { file: 'A.csv', detections: [spot(49.9, 80), spot(47.1, 40)] }),
    emergency('HotspotBatchIngested', { file: 'B.csv', detections: [spot(49.9, 80), spot(49.95, 90)] }),
    emergency('HotspotConfirmed', { lat: 49.95, lon: 115.1, reason: 'Seen from a post' }),
    emergency('HotspotDismissed', { lat: 47.1, lon: 115.1, reason: 'A chimney' }),
    emergency('ForeignReleaseMade', {
      partner: 'RU',
      events: ['R-1'],
      conditions: 'For fire fighting only.',
    }),
  )
  const near = await ask(`{
    all: hotspots { totalCount }
    near: hotspots(filter: { box: { west: 115, south: 49.5, east: 116, north: 50.2 }, minConfidence: 85 }) { nodes { lat confidence } }
  }`)
  expect(near).toEqual({ all: { totalCount: 3 }, near: { nodes: [{ lat: 49.95, confidence: 90 }] } })
  const judged = await ask(
    '{ breakdown(by: ["type"], filter: { types: ["HotspotConfirmed", "HotspotDismissed"] }) { nodes { key { value } last { data } } } }',
  )
  expect(judged.breakdown.nodes).toMatchObject([
    { key: [{ value: 'HotspotConfirmed' }], last: { data: { reason: 'Seen from a post' } } },
    { key: [{ value: 'HotspotDismissed' }], last: { data: { reason: 'A chimney' } } },
  ])
  const released = await ask(
    '{ breakdown(filter: { types: ["ForeignReleaseMade"] }, by: ["partner"]) { nodes { key { value } count } } }',
  )
  expect(released.breakdown.nodes).toEqual([{ key: [{ value: 'RU' }], count: 1 }])
})

test('C38: which unmanned aircraft are free, and what one saw', async () => {
  const { ask } = await given(
    emergency('UavSortieStarted', { uav: 'U-1', sortie: 'S-1' }),
    border('UavSortieStarted', { uav: 'U-2', sortie: 'S-2' }),
    emergency('UavObservation', { uav: 'U-1', observation: 'Two on foot', lat: 49.7, lon: 114.9 }),
    emergency('UavSortieEnded', { uav: 'U-1', sortie: 'S-1', minutes: 40 }),
  )
  const { incident, events } = await ask(
    '{ incident(id: "I-1") { units { agency unit status } } events(filter: { types: ["UavObservation"] }) { nodes { place { lat } } } }',
  )
  expect(incident.units).toEqual([
    { agency: 'emergency', unit: 'U-1', status: 'AVAILABLE' },
    { agency: 'border', unit: 'U-2', status: 'ON_SCENE' },
  ])
  expect(events.nodes).toEqual([{ place: { lat: 49.7 } }])
})

test('C39: the risk of a territory as it was assessed, and which assessments are out of date', async () => {
  const { ask } = await given(
    emergency('RiskAssessed', {
      hazard: 'wildfire',
      level: 'high',
      area: 'bayan-uul',
      validUntil: '2026-02-28',
    }),
    emergency('RiskAssessed', { hazard: 'wildfire', level: 'low', area: 'matad', validUntil: '2026-02-28' }),
    emergency('RiskReviewed', {
      hazard: 'wildfire',
      level: 'medium',
      area: 'matad',
      validUntil: '2026-08-31',
    }),
  )
  const overdue = await ask(`{ breakdown(
    filter: { types: ["RiskAssessed", "RiskReviewed"] }, by: ["area", "hazard"], due: "validUntil", dueBefore: "2026-03-02T00:00:00Z"
  ) { nodes { key { value } last { data } } } }`)
  expect(overdue.breakdown.nodes).toEqual([
    {
      key: [{ value: 'bayan-uul' }, { value: 'wildfire' }],
      last: { data: { hazard: 'wildfire', level: 'high', area: 'bayan-uul', validUntil: '2026-02-28' } },
    },
  ])
})

test('C40: who was trained in what, and which recommendations wait', async () => {
  const { ask } = await given(
    emergency('TrainingHeld', { topic: 'fire breaks', people: 30, hours: 6 }),
    emergency('TrainingHeld', { topic: 'fire breaks', people: 12, hours: 6 }),
    emergency('RecommendationIssued', { recommendation: 'R-1', to: 'bayan-uul', text: 'Clear the verge.' }),
    emergency('RecommendationIssued', { recommendation: 'R-2', to: 'matad', text: 'A second pump.' }),
    emergency('RecommendationImplemented', { recommendation: 'R-2' }),
  )
  const { trained, waiting } = await ask(`{
    trained: breakdown(filter: { types: ["TrainingHeld"] }, by: ["topic"], sum: "people") { nodes { key { value } sum } }
    waiting: breakdown(by: ["recommendation"], lastTypes: ["RecommendationIssued"]) { nodes { key { value } } }
  }`)
  expect(trained.nodes).toEqual([{ key: [{ value: 'fire breaks' }], sum: 42 }])
  expect(waiting.nodes).toEqual([{ key: [{ value: 'R-1' }] }])
})

test('C43: who of all agencies can do something, and how far away they are', async () => {
  const { ask } = await given(
    emergency('QualificationGranted', { officer: 'E-1', qualification: 'diver', lat: 49.1, lon: 114.9 }),
    border('QualificationGranted', { officer: 'N-7', qualification: 'diver', lat: 49.1, lon: 116.3 }),
    corrections('FieldObservation', { observation: 'Ice' }),
  )
  const roster = await ask(`{ breakdown(
    filter: { types: ["QualificationGranted"], text: "diver" }, by: ["officer"]
  ) { nodes { key { value } last { agency place { distanceKm(lat: 49.1, lon: 114.9) } } } } }`)
  expect(roster.breakdown.nodes).toEqual([
    { key: [{ value: 'E-1' }], last: { agency: 'emergency', place: { distanceKm: 0 } } },
    { key: [{ value: 'N-7' }], last: { agency: 'border', place: { distanceKm: expect.closeTo(102, 0) } } },
  ])
})

test('C45: the cause of a fire as a finding that rests on evidence, seen by the police', async () => {
  const { ask } = await given(
    emergency('FireReported', { areaHa: 3 }),
    police('EvidenceCollected', { evidence: 'E-1', kind: 'lighter' }),
    emergency(
      'FireCauseDetermined',
      { cause: 'arson', finding: 'Three seats of fire', evidence: 'E-1' },
      shownTo('police'),
    ),
  )
  const { incident } = await ask('{ incident(id: "I-1") { facts { about name value } } }', 'police/commander')
  expect(incident.facts).toContainEqual({ about: 'fire', name: 'cause', value: 'arson' })
})
