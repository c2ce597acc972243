import { describe, expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../testing/given-input.ts'
import { readStory } from './story.ts'

const options = { file: 's.ndjson', system: 'older', agencies: ['police', 'border'] }

describe('reading a story in other people’s words', () => {
  it.each([
    ['under the one that ends', 'B', { into: 'A' }],
    ['under the one that goes on', 'A', { from: 'B', into: 'A' }],
    ['as a pair', 'A', { a: 'B', b: 'A' }],
  ])('files a merge told %s under the incident that ends', async (_, incident, data) => {
    const { lines } = await collect(
      readStory(saying(line({ type: 'IncidentsMerged', incident, data })), options),
    )
    expect(lines).toMatchObject([{ type: 'IncidentMerged', incident: 'B', data: { into: 'A' } }])
  })

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
    ['PersonalDataErased', { report: 'P-1', field: 'name' }, { target: 'P-1', field: 'name' }],
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

  it.each([
    [
      'CrossingReopened',
      { crossing: 'C-1' },
      'CheckpointStatusChanged',
      { checkpoint: 'C-1', status: 'open' },
    ],
    ['BorderPostClosed', { post: 'C-1' }, 'CheckpointStatusChanged', { checkpoint: 'C-1', status: 'closed' }],
    [
      'CrossingReopened',
      { crossing: 'C-1', state: 'restricted' },
      'CheckpointStatusChanged',
      { status: 'restricted' },
    ],
    [
      'BorderPointReopened',
      { borderPoint: 'C-1', onlyFor: ['medical'] },
      'CheckpointStatusChanged',
      { checkpoint: 'C-1', status: 'restricted', exceptions: ['medical'] },
    ],
    ['BorderGateShut', { gate: 'C-1' }, 'CheckpointStatusChanged', { checkpoint: 'C-1', status: 'closed' }],
    ['BridgeClosed', { road: 'R7' }, 'BridgeClosed', { road: 'R7' }],
    ['FloodWarningIssued', { alertId: 'W-1' }, 'PublicAlertIssued', { capIdentifier: 'W-1' }],
    ['StormWarningLifted', { warning: 'W-1' }, 'PublicAlertCancelled', { capIdentifier: 'W-1' }],
    ['FloodWarningIssued', { level: 3 }, 'FloodWarningIssued', { level: 3 }],
    ['TaskRefused', { taskId: 'A2' }, 'TaskDeclined', { task: 'A2' }],
    ['TaskRefused', { taskId: 'A2', why: 'no stairs' }, 'TaskDeclined', { task: 'A2', reason: 'no stairs' }],
    ['IncidentOpened', { incidentKind: 'bomb threat' }, 'IncidentOpened', { kind: 'bomb-threat' }],
    [
      'AirportClosed',
      { airport: 'RNN', exceptions: ['QK771'] },
      'CheckpointStatusChanged',
      { checkpoint: 'RNN', status: 'closed', exceptions: ['QK771'] },
    ],
    [
      'CrewAssigned',
      { team: 'RB-2', crew: 6 },
      'ResourceCommitted',
      { unit: 'RB-2', personnel: 6, task: 'OP-1' },
    ],
    [
      'UnitDeployed',
      { unit: 'RB-2', assignment: 'R7' },
      'ResourceCommitted',
      { unit: 'RB-2', request: 'R7' },
    ],
    ['UnitDispatched', { unit: 'RB-2', request: 'R7' }, 'ResourceCommitted', { unit: 'RB-2', request: 'R7' }],
    ['EvacuationCancelled', { evacuation: 'E-1' }, 'EvacuationLifted', { evacuation: 'E-1' }],
    ['QuarantineEnded', {}, 'QuarantineLifted', {}],
    ['FireExtinguished', { area: 52 }, 'FireOut', { areaHa: 52 }],
    ['FireUnderControl', { contained: 80 }, 'FireContained', { containedPct: 80 }],
    ['IncidentResolved', {}, 'IncidentStatusReported', { status: 'resolved' }],
    ['IncidentStatusChanged', { status: 'contained' }, 'IncidentStatusReported', { status: 'contained' }],
    ['AmbulanceSent', { unit: 'A-3' }, 'UnitStatusReported', { unit: 'A-3', status: 'dispatched' }],
    ['TeamEnRoute', { unit: 'E-3' }, 'UnitStatusReported', { unit: 'E-3', status: 'responding' }],
    ['UnitArrived', { unit: 'E-3' }, 'UnitStatusReported', { unit: 'E-3', status: 'on-scene' }],
    ['UnitDispatched', { crew: 6 }, 'UnitDispatched', { crew: 6 }],
    ['TeamRecalled', { team: 'RB-2', assignment: 'R7' }, 'ResourceReleased', { unit: 'RB-2', request: 'R7' }],
    ['MissingChildReported', { missing: ['K-1'] }, 'MissingPersonReported', { subjects: ['K-1'] }],
    ['HikersReported', { missing: 3 }, 'HikersReported', { missing: 3 }],
    ['PersonLocated', { person: 'K-1' }, 'MissingPersonFound', { subject: 'K-1' }],
    ['FugitivesSurrendered', { fugitives: ['K-1'] }, 'SubjectApprehended', { subjects: ['K-1'] }],
    ['DeadlineMissed', { taskId: 'A3' }, 'TaskDeadlinePassed', { task: 'A3' }],
    [
      'SupportRequested',
      { request: 'Q4', strength: 6 },
      'ResourceRequested',
      { request: 'Q4', personnel: 6 },
    ],
    ['SupportRequested', { strength: 6 }, 'SupportRequested', { strength: 6 }],
    [
      'ReinforcementsSent',
      { request: 'Q4', unit: 'A-2' },
      'ResourceCommitted',
      { request: 'Q4', unit: 'A-2' },
    ],
    ['DuplicateIncidentFound', { duplicateOf: 'INC-2' }, 'IncidentMerged', { into: 'INC-2' }],
    ['SubjectDetained', { suspect: 'S-1' }, 'SubjectApprehended', { subject: 'S-1' }],
    [
      'HostageTakingReported',
      { hostages: ['H-1'], suspect: 'S-1' },
      'HostageTakingReported',
      { subjects: ['H-1'], suspect: 'S-1' },
    ],
    ['ReportSharedWithPartner', { event: 'X-0' }, 'ReportSharedWithPartner', { event: 'X-0' }],
    [
      'DisclosureWidened',
      { report: 'X-0', releaseTo: ['police', 'border'] },
      'ReleaseGranted',
      { event: 'X-0', to: ['police', 'border'] },
    ],
    ['ReleaseWidened', { soum: '2110' }, 'ReleaseWidened', { soum: '2110' }],
    [
      'ReleasedToPartner',
      { event: 'X-0', partner: 'north' },
      'ReleaseGranted',
      { event: 'X-0', to: ['north'] },
    ],
    ['ReleaseRevoked', { person: 'S-1' }, 'ReportFiled', { reportType: 'ReleaseRevoked', subject: 'S-1' }],
    ['FalseAlarmDeclared', { retracts: 'X-0' }, 'FalseAlarmFound', {}],
    [
      'TaskAcknowledged',
      { task: 'J1', unit: 'P-9', officers: 12 },
      'TaskAccepted',
      { task: 'J1', unit: 'P-9', personnel: 12 },
    ],
    [
      'SquadDispatched',
      { squad: 'K-4', officers: 6, request: 'Z1' },
      'ResourceCommitted',
      { unit: 'K-4', personnel: 6, request: 'Z1' },
    ],
    [
      'PatrolPledged',
      { patrol: 'G-4', guards: 10, request: 'F1' },
      'ResourceCommitted',
      { unit: 'G-4', personnel: 10, request: 'F1' },
    ],
    [
      'TaskAssigned',
      { task: 'J1', latestBy: '2025-01-28T21:00:00+07:00' },
      'TaskAssigned',
      { deadline: '2025-01-28T21:00:00+07:00' },
    ],
    [
      'InformationPassedTo',
      { record: 'X-0', recipients: ['border'] },
      'ReleaseGranted',
      { event: 'X-0', to: ['border'] },
    ],
    [
      'DisclosureRescinded',
      { record: 'X-0', recipients: ['border'] },
      'ReleaseRevoked',
      { event: 'X-0', to: ['border'] },
    ],
    ['InformantReportWithdrawn', { report: 'X-0' }, 'ReportRetracted', { target: 'X-0' }],
    ['IncidentDowngraded', { status: 'contained' }, 'IncidentStatusReported', { status: 'contained' }],
    ['HarbourClosed', { harbour: 'H-1' }, 'CheckpointStatusChanged', { checkpoint: 'H-1', status: 'closed' }],
    [
      'AccessGranted',
      { record: 'X-0', agencies: ['border'] },
      'ReleaseGranted',
      { event: 'X-0', to: ['border'] },
    ],
    ['CommitmentConflictResolved', { unit: 'K-4', W2: 2 }, 'DecisionRecorded', { unit: 'K-4', W2: 2 }],
    ['TaskAcknowledged', { task: 'J1' }, 'TaskAcknowledged', { task: 'J1' }],
    [
      'DroneRequested',
      { request: 'Q1', quantity: 1, from: 'border' },
      'ResourceRequested',
      { request: 'Q1', quantity: 1, of: 'border' },
    ],
    ['DroneRequested', { request: 'Q1' }, 'DroneRequested', { request: 'Q1' }],
    [
      'ReleaseRequested',
      { request: 'Q1', number: 2, from: 'border' },
      'ReleaseRequested',
      { request: 'Q1', of: 'border' },
    ],
    ['IncidentDeclared', { kind: 'bomb-threat' }, 'IncidentOpened', { kind: 'bomb-threat' }],
    ['MajorIncidentDeclared', { kind: 'crash' }, 'IncidentOpened', { kind: 'crash' }],
    [
      'IncidentConcluded',
      { outcome: 'hoax' },
      'IncidentStatusReported',
      { status: 'resolved', disposition: 'hoax' },
    ],
    ['IncidentReactivated', {}, 'IncidentStatusReported', { status: 'active' }],
    ['AllClearGiven', {}, 'IncidentStatusReported', { status: 'resolved' }],
    ['RulingRecorded', { fact: 'dead', value: 5 }, 'DecisionRecorded', { fact: { name: 'dead', value: 5 } }],
    ['TipReleased', { event: 'X-0', to: ['border'] }, 'ReleaseGranted', { event: 'X-0', to: ['border'] }],
    ['PrisonersReleased', { to: 'border' }, 'PrisonersReleased', { to: 'border' }],
    ['SharingRevoked', { event: 'X-0', to: 'border' }, 'ReleaseRevoked', { event: 'X-0', to: ['border'] }],
    ['SightingLogged', { person: 'K-1' }, 'SightingReported', { subject: 'K-1' }],
    ['ReturneeDetained', { person: 'K-1' }, 'SubjectApprehended', { subject: 'K-1' }],
    ['PrisonersBackInCustody', { prisoners: ['K-1'] }, 'CustodyRestored', { subjects: ['K-1'] }],
    ['ConsulInformed', { people: 3 }, 'ConsularNotified', { people: 3 }],
    [
      'ConflictSettled',
      { field: 'dead', value: 2 },
      'DecisionRecorded',
      { fact: { name: 'dead', value: 2 } },
    ],
  ])('understands %s of %j', async (type, told, meant, says) => {
    const { lines } = await collect(readStory(saying(line({ type, data: told })), options))
    expect(lines[0]).toMatchObject({ type: meant, data: says })
  })

  it.each([
    ['TaskingIssued', { taskingId: 'J1', to: 'border' }, 'TaskAssigned', { task: 'J1', agency: 'border' }],
    ['TaskingConfirmed', { taskId: 'J1', team: 'P-9' }, 'TaskAccepted', { task: 'J1', unit: 'P-9' }],
    ['TaskAllocated', { task: 'J1', agency: 'border' }, 'TaskAssigned', { task: 'J1', agency: 'border' }],
    ['TaskUnableToComply', { task: 'J1' }, 'TaskDeclined', { task: 'J1' }],
    ['OperationInitiated', { tasks: ['J1'] }, 'JointOperationOpened', { tasks: [{ id: 'J1' }] }],
    ['JobCarriedOut', { job: 'J1' }, 'TaskCompleted', { task: 'J1' }],
  ])('understands %s of %j, which nobody records under that name', async (type, told, meant, says) => {
    const records = (_: string, named: string) => named === meant
    const { lines } = await collect(readStory(saying(line({ type, data: told })), { ...options, records }))
    expect(lines[0]).toMatchObject({ type: meant, data: says })
  })
})
