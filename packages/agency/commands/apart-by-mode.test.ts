import { agreedEvents, recordingDecider, typesByCommand } from '@concord/incident'
import type { Command, Decider, Mode, RecordedEvent } from '@concord/kernel'
import { asked, given, happened, recorded } from '@concord/kernel/given'
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

test('whatever was recorded and is aimed at, a command is decided on as if its own mode were the only one', () => {
  const mode = fc.constantFrom<Mode>('operational', 'exercise', 'test')
  const past = fc.array(fc.record({ mode, content: fc.constantFrom(...contents), reference: fc.nat(3) }), {
    maxLength: 8,
  })
  const command = fc.record({
    name: fc.constantFrom(...commands),
    ofMode: mode,
    aim: fc.constantFrom(...aims),
  })
  fc.assert(
    fc.property(past, command, (records, { name, ofMode, aim }) => {
      const events = records.map(({ mode, content: [type, data, envelope], reference }, index) =>
        recorded(happened(type, data, { mode, reference: `R${reference}`, ...envelope }), index),
      )
      const own = events.filter(({ envelope }) => envelope.mode === ofMode)
      const asking = commandOf(name, ofMode, aim)
      expect(decidedBy(decider, events, asking)).toEqual(decidedBy(alone, own, asking))
    }),
    { numRuns: 500 },
  )
})

const idOf = (index: number): string => recorded(happened('FieldObservation'), index).id

const contents = [
  ['IncidentAcknowledged', {}, {}],
  ['TaskAccepted', { task: 'T1' }, {}],
  ['TaskDeclined', { task: 'T1' }, {}],
  ['TaskCompleted', { task: 'T1' }, {}],
  ['FieldObservation', {}, {}],
  ['ReportRetracted', {}, { retracts: idOf(0) }],
] as const

const commands = [
  'AcknowledgeIncident',
  'AcceptTask',
  'DeclineTask',
  'CompleteTask',
  'ReportObservation',
  'RetractReport',
  'GrantRelease',
] as const

/** References that records of several modes may have, and ids that records of any mode have. */
const aims = ['R0', 'R1', 'R2', idOf(0), idOf(1), idOf(2)] as const

const commandOf = (name: (typeof commands)[number], mode: Mode, aim: string): Command => ({
  name,
  id: idOf(999),
  data: name === 'GrantRelease' ? { event: aim, to: ['border'] } : { task: 'T1' },
  context: {
    agency: 'watch',
    actor: { subject: 'tester', role: 'duty-officer', agency: 'watch' },
    mode,
    marking: { tlp: 'GREEN' },
    occurredAt: '2025-04-01T12:00:00Z',
    receivedAt: '2025-04-01T12:00:00Z',
    ...(name === 'ReportObservation' ? { corrects: aim } : {}),
    ...(name === 'RetractReport' ? { retracts: aim } : {}),
  },
})

const decidedBy = <State>(by: Decider<State>, events: readonly RecordedEvent[], command: Command) =>
  by.decide(command, events.reduce(by.evolve, by.initialState))
