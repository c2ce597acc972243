import { agreed, recordingDecider, typesByCommand } from '@concord/incident'
import type { Command } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { withReferences } from './reference-fold.ts'

const decider = withReferences(recordingDecider(typesByCommand(agreed.events)))
const [first, second] = [0, 1].map((index) =>
  recorded(happened('FieldObservation', {}, { reference: 'NB25-07' }), index),
) as [ReturnType<typeof recorded>, ReturnType<typeof recorded>]

const aimedBy = (corrects: string) => {
  const state = [first, second].reduce(decider.evolve, decider.initialState)
  const { agency, actor, mode, marking, occurredAt } = first.envelope
  const context = { agency, actor, mode, marking, occurredAt, receivedAt: occurredAt, corrects }
  const command: Command = { name: 'ReportObservation', id: 'another', data: {}, context }
  const decided = decider.decide(command, state)
  return decided.ok ? decided.value : decided.error.code
}

test('the first record under a reference keeps it', () => {
  expect(aimedBy('NB25-07')).toMatchObject([{ corrects: first.id }])
})

test('an id names its record, also that of another one under the same reference', () => {
  expect(aimedBy(second.id)).toMatchObject([{ corrects: second.id }])
})

test('a reference that nobody gave names nothing', () => {
  expect(aimedBy('NB25-08')).toBe('unknown-record')
})
