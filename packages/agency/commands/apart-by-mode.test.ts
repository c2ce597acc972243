import { agreedEvents, recordingDecider, typesByCommand } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import { asked, given, happened } from '@concord/kernel/given'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apartByMode } from './apart-by-mode.ts'
import { withReferences } from './reference-fold.ts'

const alone = withReferences(recordingDecider(typesByCommand(agreedEvents)))
const decider = apartByMode(alone)
const played = { mode: 'exercise' } as const

test('a played acknowledgement or task answer blocks no real one, nor the other way round', () => {
  const acknowledged = happened('IncidentAcknowledged', {}, played)
  given(decider, acknowledged).when(asked('AcknowledgeIncident')).records('IncidentAcknowledged')
  given(decider, acknowledged)
    .when(asked('AcknowledgeIncident', {}, played))
    .refuses('already-acknowledged')
  given(decider, happened('TaskAccepted', { task: 'T1' }, played))
    .when(asked('CompleteTask', { task: 'T1' }))
    .refuses('task-not-accepted')
  given(decider, happened('TaskAccepted', { task: 'T1' }))
    .when(asked('AcceptTask', { task: 'T1' }, played))
    .records('TaskAccepted')
})

test('a real report is neither corrected, retracted nor released by what is played', () => {
  const observed = happened('FieldObservation', {}, { reference: 'A' })
  for (const aim of [{ corrects: 'A' }, { retracts: 'A' }])
    given(decider, observed)
      .when(asked('ReportObservation', {}, { ...played, ...aim }))
      .refuses('unknown-record')
  given(decider, observed)
    .when(asked('GrantRelease', { event: 'A', to: ['border'] }, played))
    .refuses('unknown-record')
})

test('a reference that was played names the real record under the same reference', () => {
  const observed = (envelope: object) => happened('FieldObservation', {}, { reference: 'A', ...envelope })
  given(decider, observed(played), observed({}))
    .when(asked('RetractReport', {}, { retracts: 'A' }))
    .records('ReportRetracted')
})

test('whatever was recorded, a command is decided on as if its own mode were the only one', () => {
  const contents = [
    ['IncidentAcknowledged', {}],
    ['TaskAccepted', { task: 'T1' }],
    ['TaskDeclined', { task: 'T1' }],
    ['TaskCompleted', { task: 'T1' }],
    ['FieldObservation', {}],
  ] as const
  const commands = ['AcknowledgeIncident', 'AcceptTask', 'DeclineTask', 'CompleteTask', 'RetractReport']
  const mode = fc.constantFrom<Mode>('operational', 'exercise', 'test')
  const record = fc.record({ mode, content: fc.nat(contents.length - 1), reference: fc.nat(3) })
  const past = fc.array(record, { maxLength: 8 })
  fc.assert(
    fc.property(past, mode, fc.constantFrom(...commands), fc.nat(3), (records, ofMode, name, aim) => {
      const told = records.map(({ mode, content, reference }) =>
        happened(contents[content]![0], contents[content]![1], { mode, reference: `${mode} R${reference}` }),
      )
      const retracts = name === 'RetractReport' ? { retracts: `${ofMode} R${aim}` } : {}
      const command = asked(name, { task: 'T1' }, { mode: ofMode, ...retracts })
      const own = told.filter(({ envelope }) => envelope.mode === ofMode)
      expect(outcome(given(decider, ...told).when(command))).toBe(outcome(given(alone, ...own).when(command)))
    }),
  )
})

/** The code of the refusal, or `false` where it is none: what an assertion that cannot hold found instead. */
const outcome = (decided: ReturnType<ReturnType<typeof given>['when']>): string => {
  try {
    decided.refuses('for no reason')
  } catch (error) {
    return String((error as { readonly actual: unknown }).actual)
  }
  throw new Error('there is no such code')
}
