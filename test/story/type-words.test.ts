import { expect, test } from 'vitest'
import { meanings } from '../../packages/command-line/import/story/types/type-words.ts'
import { roster } from '../../services/roster.ts'

const types = new Set(roster.flatMap(({ events }) => events.map(({ type }) => type)))

test('what an agency has a type for is read as nothing else, but for a task given up, which others cannot withdraw', () => {
  for (const type of types) {
    const further = type === 'TaskWithdrawn' ? ['TaskDeclined'] : []
    for (const meant of meanings(type)) expect([type, ...further]).toContain(meant.type)
    expect([type, meanings(type)[0]?.type ?? type]).toEqual([type, type])
  }
})

test('what somebody else calls an event is read as one that somebody here has', () => {
  const names = [
    'CrossingClosed',
    'GateReopened',
    'CrossingStatusUpdated',
    'StormWarningExtended',
    'TaskRefused',
  ]
  names.push('CrewDeployed', 'CrewRecalled', 'ChildLocated', 'MissingGirlReported', 'SuspectCaught')
  names.push('InmateEscaped', 'ReportSharedWithPartner', 'ReleaseWithdrawn', 'FalseAlarm', 'DisputeSettled')
  names.push(
    'TaskDeadlineMissed',
    'StoodDown',
    'LeadAssigned',
    'PrisonerTransferStarted',
    'PrisonConvoyArrived',
    'HumanDiseaseConfirmed',
    'AnimalDiseaseResolved',
  )
  names.push('CaseOpened', 'CasesMerged', 'CaseLinked', 'CaseClosed', 'MergeReversed', 'CaseTransferRefused')
  names.push(
    'OperationLaunched',
    'OperationEnded',
    'AssignmentAccepted',
    'AssignmentRefused',
    'ResourceRequest',
  )
  names.push('CasualtyReport', 'CommandDecision', 'DecisionTaken', 'AnthraxSuspected', 'NameErased')
  names.push('StatementWithdrawn', 'TrainingInject', 'EvacuationCalledOff', 'QuarantineCancelled')
  names.push('FireExtinguished', 'FireUnderControl')
  for (const name of names) {
    const meant = meanings(name).map(({ type }) => type)
    expect([name, meant.filter((type) => types.has(type)).length]).toEqual([name, 1])
  }
})
