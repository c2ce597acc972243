import { incidentTopic, viewOf } from '@concord/incident'
import { asked, given, happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { border } from './agency.ts'

const { decider } = border

describe('a checkpoint', () => {
  const closed = { checkpoint: 'ULKHAN', status: 'closed', exceptions: ['fire-crews', 'evacuation'] }
  const wasClosed = happened('CheckpointStatusChanged', closed, { reference: 'B-1' })

  test('changes when something about it changes, whatever the order of the exceptions', () => {
    const same = { ...closed, exceptions: ['evacuation', 'fire-crews'] }
    given(decider, wasClosed).when(asked('ChangeCheckpointStatus', same)).refuses('status-unchanged')
    given(decider, wasClosed)
      .when(asked('ChangeCheckpointStatus', { ...closed, exceptions: [] }))
      .records('CheckpointStatusChanged')
    given(decider, wasClosed)
      .when(asked('ChangeCheckpointStatus', { ...closed, checkpoint: 'KHAVIRGA' }))
      .records('CheckpointStatusChanged')
  })

  test('is as it was, whatever else was recorded of it', () => {
    const broken = happened('BorderRegimeViolationRecorded', { checkpoint: 'ULKHAN' })
    given(decider, wasClosed, broken)
      .when(asked('ChangeCheckpointStatus', closed))
      .refuses('status-unchanged')
  })

  test('is as it was before a change that was retracted', () => {
    const retraction = happened('ReportRetracted', {}, { retracts: 'B-1' })
    given(decider, wasClosed, retraction)
      .when(asked('ChangeCheckpointStatus', closed))
      .records('CheckpointStatusChanged')
  })
})

describe('an administrative measure', () => {
  test('is supposed to be one while nobody has said of what kind', () => {
    const kindAfter = (...kinds: readonly (string | undefined)[]) =>
      viewOf(
        incidentTopic('INC-1'),
        kinds.map((kind, index) =>
          recorded(happened('MeasureImposed', { measure: 'M-1', ...(kind ? { kind } : {}) }), index),
        ),
        border.view,
      )?.measures[0]?.kind
    expect(kindAfter(undefined)).toBe('administrative')
    expect(kindAfter('fine', undefined)).toBe('fine')
  })

  const imposed = happened('MeasureImposed', { measure: 'M-1' })

  test('is imposed once', () => {
    given(decider, imposed)
      .when(asked('ImposeMeasure', { measure: 'M-1' }))
      .refuses('measure-in-force')
    given(decider, imposed, happened('FieldObservation', {}, { reference: 'O' }))
      .when(asked('ImposeMeasure', { measure: 'M-1' }, { corrects: 'O' }))
      .refuses('measure-in-force')
    given(decider, happened('MeasureImposed', { measure: 'M-1' }, { reference: 'M' }))
      .when(asked('ImposeMeasure', { measure: 'M-1' }, { corrects: 'M' }))
      .records('MeasureImposed')
    given(decider, imposed)
      .when(asked('ImposeMeasure', { measure: 'M-2' }))
      .records('MeasureImposed')
  })

  test('is appealed and lifted while it is in force, also during an appeal', () => {
    given(decider)
      .when(asked('AppealMeasure', { measure: 'M-1' }))
      .refuses('measure-not-in-force')
    const appealed = happened('MeasureAppealed', { measure: 'M-1' })
    given(decider, imposed, appealed)
      .when(asked('LiftMeasure', { measure: 'M-1' }))
      .records('MeasureLifted')
    const lifted = happened('MeasureLifted', { measure: 'M-1' })
    given(decider, imposed, lifted)
      .when(asked('ExpireMeasure', { measure: 'M-1' }))
      .refuses('measure-not-in-force')
  })
})

test('a measure stays in force, whoever proposes it once more or names it in a report', () => {
  const imposed = happened('MeasureImposed', { measure: 'M-1' })
  for (const type of ['MeasureProposed', 'FieldObservation']) {
    const named = happened(type, { measure: 'M-1' })
    const measure = given(decider, imposed, named)
    measure.when(asked('ImposeMeasure', { measure: 'M-1' })).refuses('measure-in-force')
    measure.when(asked('LiftMeasure', { measure: 'M-1' })).records('MeasureLifted')
  }
})

test('a measure for so many days ends on that day of the calendar it was imposed under', () => {
  const imposed = happened(
    'MeasureImposed',
    { measure: 'M-1', kind: 'removal', days: 90 },
    { occurredAt: '2025-01-30T01:00:00+07:00' },
  )
  expect(border.view(recorded(imposed, 0))).toMatchObject([{ measure: 'M-1', until: '2025-04-30' }])
})

test('an assistant member is enrolled before being assigned, and not after having left', () => {
  const enrolled = happened('AssistantEnrolled', { assistant: 'V-7' })
  const left = happened('AssistantDischarged', { assistant: 'V-7' })
  const assign = asked('AssignAssistant', { assistant: 'V-7' })
  given(decider).when(assign).refuses('not-enrolled')
  given(decider, enrolled).when(assign).records('AssistantAssigned')
  given(decider, enrolled, left).when(assign).refuses('not-enrolled')
})
