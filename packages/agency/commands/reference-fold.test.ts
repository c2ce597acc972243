import { agreed, recordingDecider, typesByCommand } from '@concord/incident'
import type { Command } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { withReferences } from './reference-fold.ts'

const decider = withReferences(recordingDecider(typesByCommand(agreed.events)))
const [first, second] = [0, 1].map((index) =>
  recorded(happened('FieldObservation', {}, { reference: 'NB25-07' }), index),
) as [ReturnType<typeof recorded>, ReturnType<typeof recorded>]

const decided = (
  name: string,
  data: unknown,
  aim: Partial<Command['context']> = {},
  past = [first, second],
) => {
  const state = past.reduce(decider.evolve, decider.initialState)
  const { agency, actor, mode, marking, occurredAt } = first.envelope
  const context = { agency, actor, mode, marking, occurredAt, receivedAt: occurredAt, ...aim }
  const command: Command = { name, id: 'another', data, context }
  const result = decider.decide(command, state)
  return result.ok ? result.value : result.error.code
}

const aimedBy = (corrects: string) => decided('ReportObservation', {}, { corrects })

test('the first record under a reference keeps it', () => {
  expect(aimedBy('NB25-07')).toMatchObject([{ corrects: first.id }])
})

test('an older system means its own record under a reference that another system uses too', () => {
  const from = (system: string) => ({ imported: { recordedAt: first.envelope.occurredAt, system, by: 'x' } })
  const [police, health] = ['police', 'health'].map((system, index) =>
    recorded(happened('FieldObservation', {}, { reference: 'H-1', ...from(system) }), index),
  ) as [typeof first, typeof first]
  const aimedFrom = (system: string) =>
    decided('ReportObservation', {}, { corrects: 'H-1', ...from(system) }, [police, health])
  expect(aimedFrom('health')).toMatchObject([{ corrects: health.id }])
  expect(aimedFrom('police')).toMatchObject([{ corrects: police.id }])
  expect(aimedFrom('customs')).toMatchObject([{ corrects: police.id }])
})

test('an id names its record, also that of another one under the same reference', () => {
  expect(aimedBy(second.id)).toMatchObject([{ corrects: second.id }])
})

test('a reference that nobody gave names nothing', () => {
  expect(aimedBy('NB25-08')).toBe('unknown-record')
})

test('a release names its record in the same way, and is recorded with the id', () => {
  for (const [name, type] of [
    ['GrantRelease', 'ReleaseGranted'],
    ['RevokeRelease', 'ReleaseRevoked'],
    ['RefuseRelease', 'ReleaseRefused'],
  ] as const) {
    const released = (event: string) => decided(name, { event, to: ['border'] })
    expect(released('NB25-07')).toEqual([{ type, data: { event: first.id, to: ['border'] } }])
    expect(released(second.id)).toEqual([{ type, data: { event: second.id, to: ['border'] } }])
    expect(released('NB25-08')).toBe('unknown-record')
  }
})

test('a reference that looks like an id names the record that has it', () => {
  const reference = '018f6f2e-7c1a-7cc3-98a2-3a1b2c3d4e5f'
  const third = recorded(happened('FieldObservation', {}, { reference }), 2)
  const past = [first, second, third]
  expect(decided('ReportObservation', {}, { corrects: reference }, past)).toMatchObject([
    { corrects: third.id },
  ])
  expect(decided('GrantRelease', { event: reference, to: ['border'] }, {}, past)).toMatchObject([
    { data: { event: third.id } },
  ])
})
