import { describe, expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

describe('reading what a story’s line says', () => {
  it.each([
    [
      'TaskAssigned',
      { task: 'S3', to: 'border', due: '2025-01-28T21:00:00+07:00' },
      { task: 'S3', agency: 'border', deadline: '2025-01-28T21:00:00+07:00' },
    ],
    ['TaskAssigned', { task: 'S3', assignedTo: 'police' }, { task: 'S3', agency: 'police' }],
    ['TaskAssigned', { task: 'S3', due: '2025-01-28' }, { task: 'S3', due: '2025-01-28' }],
    ['TaskAssigned', { agency: 'police', to: 'border' }, { agency: 'police', to: 'border' }],
    ['HandoverRequested', { from: 'police', to: 'border' }, { agency: 'police', to: 'border' }],
    ['ForeignTravellerHarmed', { persons: 2 }, { people: 2 }],
    ['MissingPersonReported', { persons: 3 }, { count: 3 }],
    ['IntelligenceReported', { grading: 'B2' }, { gradingTold: 'B2' }],
    ['IntelligenceReported', { grading: '2-B-C' }, { grading: { scale: '3x5x2', grade: '2-B-C' } }],
    ['IntelligenceReported', { grading: 'F6' }, { grading: { scale: 'admiralty', grade: 'F6' } }],
    [
      'IntelligenceReported',
      { grading: { scale: '4x4', grade: 'A1' } },
      { grading: { scale: '4x4', grade: 'A1' } },
    ],
    ['CostRecorded', { amountEur: 84 }, { amount: 84, currency: 'EUR' }],
    ['CostRecorded', { mnt: 84, days: 3 }, { amount: 84, currency: 'MNT', days: 3 }],
    ['CostRecorded', { cost: 84, currency: 'MNT' }, { amount: 84, currency: 'MNT' }],
    ['CostRecorded', { amountEur: 84, amountUsd: 90 }, { amountEur: 84, amountUsd: 90 }],
    ['RewardPaid', { totalUSD: 84 }, { amount: 84, currency: 'USD' }],
    ['WorkDetailDeparted', { prisoners: 6 }, { detail: 'OP-1', prisoners: 6 }],
    ['PersonnelAssignedByOrder', { validUntil: '2025-07-13' }, { until: '2025-07-13' }],
    ['ResourceRequested', { request: 'R1', resource: 'generator' }, { request: 'R1', what: 'generator' }],
    ['PrisonSecurityIncident', { category: 'generator failure' }, { kind: 'generator-failure' }],
    ['PublicAlertIssued', { severity: 'Severe' }, { capIdentifier: 'OP-1', severity: 'Severe' }],
    ['ReleaseRevoked', { partner: 'x', events: ['P-1'] }, { to: ['x'], event: 'P-1' }],
    [
      'PublicAlertUpdated',
      {
        capIdentifier: 'A-2',
        references: 'nema,A-0,2025-01-28T20:00:00+08:00 nema,A-1,2025-01-28T20:15:00+08:00',
      },
      { capIdentifier: 'A-2', replaces: 'A-1' },
    ],
    [
      'PublicAlertUpdated',
      { capIdentifier: 'A-2', references: 'A-1' },
      { capIdentifier: 'A-2', replaces: 'A-1' },
    ],
    ['FireReported', { areaSqKm: 12.5 }, { areaKm2: 12.5 }],
    [
      'FireStatusReported',
      { area: { value: 4.5, unit: 'km2' }, contained: { value: 30, unit: '%' } },
      { areaKm2: 4.5, containedPct: 30 },
    ],
    [
      'OilSpillReported',
      { area: { value: 1.2, unit: 'km2' }, volume: { value: 4, unit: 'm3' } },
      { areaKm2: 1.2, volume: { value: 4, unit: 'm3' } },
    ],
    ['FireStatusReported', { burnt: 3, area: 4.5, unit: 'km2' }, { burnt: 3, areaKm2: 4.5 }],
    ['FireStatusReported', { area: 450, areaUnit: 'ha' }, { areaHa: 450 }],
    ['FireStatusReported', { crews: 450, unit: 'ha' }, { crews: 450, unit: 'ha' }],
    ['FireStatusReported', { area: { value: 4.5, unit: 'acre' } }, { area: { value: 4.5, unit: 'acre' } }],
    ['CasualtiesReported', { casualties: { killed: 3, missing: 6 } }, { dead: 3, missing: 6 }],
    ['CasualtiesReported', { dead: 2, toll: { dead: 3 } }, { dead: 2, toll: { dead: 3 } }],
    [
      'CasualtiesReported',
      { crew: { dead: 1 }, passengers: { dead: 3 } },
      { crew: { dead: 1 }, passengers: { dead: 3 } },
    ],
    ['FireContained', { area: 52, contained: 100 }, { areaHa: 52, containedPct: 100 }],
    [
      'PrisonerEscapeReported',
      { prisoners: ['K-1', 'K-2'], number: 2 },
      { subjects: ['K-1', 'K-2'], count: 2 },
    ],
    ['PrisonerEscapeReported', { prisoner: 'K-1' }, { subjects: ['K-1'] }],
    ['SubjectApprehended', { prisoner: 'K-1' }, { subject: 'K-1' }],
    ['CustodyRestored', { inmates: ['K-1'] }, { subjects: ['K-1'] }],
    ['WorkDetailDeparted', { detail: 'W-1', prisoners: 6 }, { detail: 'W-1', prisoners: 6 }],
    ['TaskAccepted', { taskId: 'T1', people: 12 }, { task: 'T1', personnel: 12 }],
    [
      'ResourceRequested',
      { request: 'R1', item: 'tug', count: 4 },
      { request: 'R1', what: 'tug', quantity: 4 },
    ],
    ['ResourceCommitted', { request: 'R1', quantity: 'some' }, { request: 'R1', quantityTold: 'some' }],
    ['ResourceRequested', { requestId: 7, to: 'border' }, { request: '7', of: 'border' }],
    ['CheckpointStatusChanged', { post: 'P-1', state: 'Closed' }, { checkpoint: 'P-1', status: 'closed' }],
    [
      'IncidentOpened',
      { type: 'Flash flood', severity: 'severe' },
      { kind: 'flash-flood', severity: 'Severe' },
    ],
    ['IncidentsLinked', { linkedIncident: 'INC-2' }, { linkedIncident: 'INC-2', a: 'OP-1', b: 'INC-2' }],
    [
      'IncidentsLinked',
      { cases: ['INC-1', 'INC-2'] },
      { incidents: ['INC-1', 'INC-2'], a: 'INC-1', b: 'INC-2' },
    ],
    ['IncidentsUnlinked', { caseA: 'INC-1', caseB: 'INC-2' }, { a: 'INC-1', b: 'INC-2' }],
    [
      'CheckpointStatusChanged',
      { borderPoint: 'P-1', state: 'closed', exceptFor: 'ambulances' },
      { checkpoint: 'P-1', status: 'closed', exceptions: ['ambulances'] },
    ],
    ['IncidentsLinked', { other: 'INC-2' }, { other: 'INC-2', a: 'OP-1', b: 'INC-2' }],
    [
      'IncidentsLinked',
      { a: 'INC-1', b: 'INC-2', confidence: 0.2 },
      { a: 'INC-1', b: 'INC-2', confidence: '0.2' },
    ],
    [
      'IncidentsUnlinked',
      { from: 'INC-1', to: 'INC-2' },
      { from: 'INC-1', to: 'INC-2', a: 'INC-1', b: 'INC-2' },
    ],
    [
      'DecisionRecorded',
      { fact: 'injured', value: 8, incident: 'INC-1' },
      { fact: { incident: 'INC-1', name: 'injured', value: 8 }, value: 8, incident: 'INC-1' },
    ],
    [
      'DecisionRecorded',
      { fact: 'casualties', killed: 1, injured: 2 },
      { fact: undefined, about: 'casualties', dead: 1, injured: 2 },
    ],
    [
      'DecisionRecorded',
      { fact: 'casualties.killed', agreed: 1 },
      { fact: { about: 'casualties', name: 'dead', value: 1 }, value: 1 },
    ],
    ['DecisionRecorded', { unit: 'B-14', t2: 8 }, { unit: 'B-14', t2: 8 }],
    ['DecisionRecorded', { fact: 'injured', value: 8 }, { fact: { name: 'injured', value: 8 }, value: 8 }],
    [
      'DecisionRecorded',
      {
        allocations: [
          { task: 'T1', people: 6 },
          { request: 'R1', incident: 'INC-1', personnel: 3 },
          { use: 'T2', personnel: 2 },
          { post: 'P-1', personnel: 1 },
        ],
      },
      {
        allocations: [
          { use: 'T1', personnel: 6 },
          { use: 'INC-1/R1', personnel: 3 },
          { use: 'T2', personnel: 2 },
          { post: 'P-1', personnel: 1 },
        ],
      },
    ],
    ['OrderIssued', { units: ['B-9'], personnel: 15 }, { units: ['B-9'], headCount: 15 }],
    ['SightingReported', { latitude: 49.6, lng: 112.5 }, { lat: 49.6, lon: 112.5 }],
    ['SightingReported', { location: { lat: 49.6, lon: 112.5 } }, { lat: 49.6, lon: 112.5 }],
    [
      'SightingReported',
      { geometry: { type: 'Point', coordinates: [112.5, 49.6, 900] } },
      { lat: 49.6, lon: 112.5 },
    ],
    ['SightingReported', { position: [49.6, 112.5] }, { position: [49.6, 112.5] }],
    ['BridgeReported', { deaths: 2, severity: 'minor' }, { dead: 2, severity: 'Minor' }],
    ['PersonnelAssignedByOrder', { unit: 'B-7', personnel: 14 }, { units: ['B-7'], headCount: 14 }],
    ['PersonnelAssignedByOrder', { personnel: ['N-1'] }, { personnel: ['N-1'] }],
    [
      'PlaybookAttached',
      { playbook: 'escape', steps: [{ id: 'alert', deadline: '2025-05-01T20:00:00+08:00' }, 'search'] },
      { playbook: 'escape', steps: ['alert', 'search'], deadlines: { alert: '2025-05-01T20:00:00+08:00' } },
    ],
    [
      'JointOperationOpened',
      {
        tasks: [
          { id: 'T1', agency: 'police' },
          { id: 'T2', agency: 'police' },
        ],
      },
      {
        tasks: [
          { id: 'T1', agency: 'police', title: 'road block' },
          { id: 'T2', agency: 'police' },
        ],
      },
      'T1 police road block, T2 border watches',
    ],
    [
      'JointOperationOpened',
      { tasks: [{ task: 'T1', to: 'police', what: 'cordon', dueBy: '2025-05-01T20:00:00+08:00' }] },
      { tasks: [{ id: 'T1', agency: 'police', title: 'cordon', deadline: '2025-05-01T20:00:00+08:00' }] },
    ],
    [
      'JointOperationOpened',
      { tasks: ['T1'], leadAgency: 'Border' },
      { tasks: [{ id: 'T1' }], lead: 'border' },
    ],
    ['JointOperationOpened', { lead: 7 }, { leadTold: 7 }],
    ['FireReported', { soum: 2110, soums: [2104], crews: 2 }, { soum: '2110', soums: ['2104'], crews: 2 }],
    ['ReleaseRequested', { from: 'border', event: 'B-1' }, { of: 'border', event: 'B-1', to: ['police'] }],
    ['ReleaseGranted', { to: 'border', event: 'P-1' }, { to: ['border'], event: 'P-1' }],
    ['ReleaseGranted', { to: 'border', intelligence: 'P-1' }, { to: ['border'], event: 'P-1' }],
    [
      'PersonalDataErased',
      { report: 'P-1', field: 'name' },
      { target: 'P-1', field: 'name', legalBasis: 'not told by the older system' },
    ],
    [
      'PersonalDataErased',
      { report: 'P-1', field: 'name', reason: 'no link' },
      { target: 'P-1', field: 'name', legalBasis: 'no link' },
    ],
    ['UnitStatusReported', { unit: 7, status: 'On scene' }, { unit: '7', status: 'on-scene' }],
    ['UnitStatusReported', { unit: '7', status: 'en route' }, { unit: '7', status: 'responding' }],
    ['CheckpointStatusChanged', { post: 'P-1', state: 'Suspended' }, { checkpoint: 'P-1', status: 'closed' }],
    [
      'HailReported',
      { severity: 'HIGH', certainty: 'confirmed' },
      { severity: 'Severe', certainty: 'Observed' },
    ],
    [
      'SightingReported',
      { constructor: 'Lada', status: 'constructor' },
      { constructor: 'Lada', status: 'constructor' },
    ],
    ['KidnapperArrested', { suspect: 'S-1' }, { subject: 'S-1' }],
    ['HailReported', { severity: 4, injured: 'some' }, { severityTold: 4, injuredTold: 'some' }],
    ['HailReported', { dead: 'some', killed: 3 }, { deadTold: 'some', dead: 3 }],
    ['HailReported', { killed: 'some', dead: 3 }, { killed: 'some', dead: 3 }],
    [
      'PortalAlarmRaised',
      { lane: 3, doseRate: 14.2, unit: 'uSv/h' },
      { lane: 3, doseRate: 14.2, doseRateUnit: 'uSv/h' },
    ],
    ['PortalAlarmRaised', { lane: 3, unit: 'B-14' }, { lane: 3, unit: 'B-14' }],
    ['FactStated', { value: 3, unit: 'km/h' }, { value: 3, unit: 'km/h' }],
    ['HailReported', { severity: null, killed: null, dead: 2, size: null }, { dead: 2 }],
  ])('reads the fields of %s under the names they have here: %j', async (type, told, meant, summary = '') => {
    const { lines } = await collect(readStory(saying(line({ type, data: told, summary })), options))
    expect(lines[0]!.data).toEqual(meant)
  })
})
