import { asked, given, happened } from '@concord/kernel/given'
import { describe, test } from 'vitest'
import { police } from './agency.ts'

const { decider } = police

describe('intelligence', () => {
  const reported = happened('IntelligenceReported', { grading3x5x2: '2-B-C' }, { reference: 'PA-1' })

  test('needs a grade, on any of the scales or in the marking', () => {
    given(decider)
      .when(asked('ReportIntelligence', { report: 'two men' }))
      .refuses('grading-missing')
    given(decider)
      .when(asked('ReportIntelligence', { admiralty: 'C3' }))
      .records('IntelligenceReported')
    const marking = { tlp: 'RED', grading: { scale: '4x4', grade: 'B2' } } as const
    given(decider)
      .when(asked('ReportIntelligence', {}, { marking }))
      .records('IntelligenceReported')
  })

  test('is graded anew by correcting the report', () => {
    const worse = { grading3x5x2: '3-E-C' }
    given(decider, reported).when(asked('RegradeIntelligence', worse)).refuses('nothing-corrected')
    given(decider, reported)
      .when(asked('RegradeIntelligence', worse, { corrects: 'PA-1' }))
      .records(['IntelligenceRegraded', worse])
  })

  test('given on a condition is released on a condition', () => {
    const conditional = happened('IntelligenceReported', { admiralty: 'B2', condition: 'ask first' })
    const event = '00000000-0000-4000-8000-000000000000'
    const to = ['border']
    given(decider, conditional).when(asked('GrantRelease', { event, to })).refuses('conditions-missing')
    given(decider, conditional)
      .when(asked('GrantRelease', { event, to, conditions: 'ask first' }))
      .records('ReleaseGranted')
    given(decider).when(asked('GrantRelease', { event, to })).refuses('unknown-record')
  })
})

test('a forensic statement stands with a whole hash, or without one as yet', () => {
  const statement = (sha256: string) => asked('RecordForensicStatement', { evidence: 'E-1', sha256 })
  given(decider)
    .when(statement('a'.repeat(63)))
    .refuses('bad-hash')
  given(decider).when(statement('to be computed')).records('ForensicStatementRecorded')
  given(decider)
    .when(statement('a'.repeat(64)))
    .records('ForensicStatementRecorded')
})

test('an examination is asked for before it is assigned', () => {
  const assign = asked('AssignForensics', { request: 'F-1' })
  given(decider).when(assign).refuses('unknown-request')
  given(decider, happened('ForensicRequested', { request: 'F-1' }))
    .when(assign)
    .records('ForensicAssigned')
})

test('what is called a correction corrects something', () => {
  const stolen = happened('LivestockTheftReported', { head: 31 }, { reference: 'L-1' })
  given(decider, stolen)
    .when(asked('CorrectLivestockTheft', { head: 29 }))
    .refuses('nothing-corrected')
  given(decider, stolen)
    .when(asked('CorrectLivestockTheft', { head: 29 }, { corrects: 'L-1' }))
    .records('LivestockTheftCorrected')
})
