import { asked, given, happened } from '@concord/kernel/given'
import { describe, test } from 'vitest'
import { recordingDecider, typesByCommand } from './agreed-decider.ts'
import { agreedEvents } from './agreed-events.ts'

const decider = recordingDecider(typesByCommand(agreedEvents))
const observed = happened('FieldObservation', {}, { reference: 'A' })

describe('a report', () => {
  test('is retracted by naming it, once', () => {
    given(decider, observed).when(asked('RetractReport')).refuses('nothing-retracted')
    given(decider, observed)
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .records('ReportRetracted')
    given(decider, observed, happened('ReportRetracted', {}, { retracts: 'A' }))
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .refuses('superseded-record')
    given(decider)
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .refuses('unknown-record')
  })

  test('is given back when its correction is retracted', () => {
    const corrected = happened('FieldObservation', {}, { reference: 'B', corrects: 'A' })
    const again = asked('ReportObservation', {}, { corrects: 'A' })
    given(decider, observed, corrected).when(again).refuses('superseded-record')
    given(decider, observed, corrected, happened('ReportRetracted', {}, { retracts: 'B' }))
      .when(again)
      .records('FieldObservation')
  })
})

describe('a task', () => {
  const accepted = happened('TaskAccepted', { task: 'T1' })

  test('is accepted once, and also after having been declined', () => {
    given(decider, accepted)
      .when(asked('AcceptTask', { task: 'T1' }))
      .refuses('task-already-accepted')
    given(decider, happened('TaskDeclined', { task: 'T1' }))
      .when(asked('AcceptTask', { task: 'T1' }))
      .records('TaskAccepted')
  })

  test('is completed by who accepted it, and then not declined', () => {
    given(decider)
      .when(asked('CompleteTask', { task: 'T1' }))
      .refuses('task-not-accepted')
    given(decider, accepted)
      .when(asked('CompleteTask', { task: 'T1' }))
      .records('TaskCompleted')
    given(decider, accepted, happened('TaskCompleted', { task: 'T1' }))
      .when(asked('DeclineTask', { task: 'T1' }))
      .refuses('task-completed')
  })
})

test('an incident is acknowledged once, and linked to another one only', () => {
  given(decider, happened('IncidentAcknowledged'))
    .when(asked('AcknowledgeIncident'))
    .refuses('already-acknowledged')
  given(decider)
    .when(asked('LinkIncidents', { a: 'X', b: 'X' }))
    .refuses('self-link')
  given(decider).when(asked('DanceInTheRain')).refuses('unknown-command')
})

describe('a release', () => {
  const id = '00000000-0000-4000-8000-000000000000'

  test('names its event by id or reference, and is recorded with the id', () => {
    for (const name of ['GrantRelease', 'RevokeRelease', 'RefuseRelease']) {
      const type =
        { GrantRelease: 'ReleaseGranted', RevokeRelease: 'ReleaseRevoked' }[name] ?? 'ReleaseRefused'
      for (const event of ['A', id])
        given(decider, observed)
          .when(asked(name, { event, to: ['border'] }))
          .records([type, { event: id, to: ['border'] }])
    }
  })

  test('of what is not there is refused, also where it comes from an older system', () => {
    const grant = { event: 'B', to: ['border'] }
    const imported = { recordedAt: '2025-04-01T00:00:00Z', system: 'older', by: 'tester' }
    given(decider, observed).when(asked('GrantRelease', grant)).refuses('unknown-record')
    given(decider, observed)
      .when(asked('GrantRelease', grant, { imported }))
      .refuses('unknown-record')
  })

  test('is undone by its opposite, never by a retraction that readers would have to interpret', () => {
    const granted = happened('ReleaseGranted', { event: id, to: ['border'] }, { reference: 'R' })
    given(decider, observed, granted)
      .when(asked('RetractReport', {}, { retracts: 'R' }))
      .refuses('release-stands')
  })
})
