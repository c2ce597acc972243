import { describe, expect, it } from 'vitest'
import { collect, storyLine as line, saying } from '../../testing/given-input.ts'
import { readStory } from '../story.ts'

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
    ['PrisonerAbscondReported', { subjects: ['P-1'] }, 'PrisonerEscapeReported', { subjects: ['P-1'] }],
    ['InmatesBrokeOut', { subjects: ['P-1'] }, 'PrisonerEscapeReported', { subjects: ['P-1'] }],
    ['DetaineeAbscondCorrected', { subjects: ['P-1'] }, 'PrisonerEscapeCorrected', { subjects: ['P-1'] }],
    [
      'ConvoyAmbushReported',
      { prisoners: ['P-1'], count: 1 },
      'PrisonerEscapeReported',
      { subjects: ['P-1'], count: 1 },
    ],
    ['ConvoyAmbushed', { subjects: ['P-1'] }, 'ConvoyAmbushed', { subjects: ['P-1'] }],
    ['TaskRefused', { taskId: 'A2' }, 'TaskDeclined', { task: 'A2' }],
    ['CholeraRuledOut', { disease: 'cholera' }, 'DiseaseResolved', { disease: 'cholera', status: 'refuted' }],
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
      'TaskDeadlineFixed',
      { task: 'J1', due: '2025-04-23T18:00:00+08:00' },
      'TaskAssigned',
      { task: 'J1', deadline: '2025-04-23T18:00:00+08:00' },
    ],
    ['TaskDeadlineExceeded', { task: 'J1' }, 'TaskDeadlinePassed', { task: 'J1' }],
    [
      'SuspectsSeen',
      { persons: [{ code: 'P-1' }, { code: 'P-2' }] },
      'SuspectsSeen',
      { subjects: ['P-1', 'P-2'] },
    ],
    [
      'SuspectsSeen',
      { persons: [{ code: 'P-1', age: 30 }] },
      'SuspectsSeen',
      { subjects: ['P-1'], persons: [{ subject: 'P-1', age: 30 }] },
    ],
    ['ObservationReported', { reporter: 'R-5' }, 'SightingReported', { reporter: 'R-5' }],
    ['AirQualityObservationMade', { ppm: 3 }, 'AirQualityObservationMade', { ppm: 3 }],
    [
      'BorderClosed',
      { checkpoint: 'C-1' },
      'CheckpointStatusChanged',
      { checkpoint: 'C-1', status: 'closed' },
    ],
    ['LeadTransferred', { to: 'police' }, 'LeadAgencyAssigned', { agency: 'police' }],
    ['HelicopterCommitted', { unit: 'H-1', task: 'T1' }, 'ResourceCommitted', { unit: 'H-1', task: 'T1' }],
    ['HelicopterRecalled', { unit: 'H-1', task: 'T1' }, 'ResourceReleased', { unit: 'H-1', task: 'T1' }],
    ['OutbreakConfirmed', { disease: 'anthrax' }, 'DiseaseConfirmed', { disease: 'anthrax' }],
    ['TaskAck', { task: 'J1', pers: 12 }, 'TaskAccepted', { task: 'J1', personnel: 12 }],
    ['CrashReport', { fatal: 1, hurt: 2 }, 'CrashReported', { dead: 1, injured: 2 }],
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
