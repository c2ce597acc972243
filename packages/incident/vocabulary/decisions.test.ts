import { happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { speak } from '../agency-definition.ts'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic, unitTopic } from '../changes/topic.ts'
import { conflictsOf } from '../conflicts/conflicts-of.ts'
import { viewOf } from '../fold/as-of.ts'
import { decisions } from './decisions.ts'

const { view } = speak(agreed, decisions)

type Told = readonly [agency: string, type: string, details: object]

const pictureOf = (...told: readonly Told[]) =>
  viewOf(
    incidentTopic('INC-1'),
    told.map(([agency, type, details], index) =>
      recorded(happened(type, details, { agency }), index, undefined, `${agency}-INC-1`),
    ),
    (event) =>
      event.type === 'Led'
        ? [{ change: 'participant', agency: (event.data as { agency: string }).agency, state: 'lead' }]
        : view(event),
  )!

const states = (agency: string, value: number): Told => [
  ...([agency, 'FactStated', { about: 'fire', name: 'dead', value }] as const),
]
const leads = (agency: string): Told => ['centre', 'Led', { agency }]
const decides = (agency: string, details: object): Told => [
  ...([agency, 'DecisionRecorded', { basis: ['A-1'], ...details }] as const),
]

describe('an agency that decides by itself', () => {
  const dead = { fact: { name: 'dead', value: 2 } }
  const settledAfter = (...told: readonly Told[]) =>
    pictureOf(states('watch', 2), states('parks', 3), ...told).facts[0]?.settled?.value

  test('settles a fact of an incident while it leads it', () => {
    expect(settledAfter(leads('watch'), decides('watch', dead))).toBe(2)
    expect(settledAfter(leads('watch'), leads('parks'), decides('watch', dead))).toBeUndefined()
  })

  test('settles every fact whose number it states, of one thing where it says which', () => {
    const states = (agency: string, about: string, dead: number, injured: number): Told => [
      ...([agency, 'CasualtiesReported', { about, dead, injured }] as const),
    ]
    const settled = (decision: object) =>
      pictureOf(
        ...[states('watch', 'bus', 0, 2), states('parks', 'bus', 1, 3), states('parks', 'car', 1, 1)],
        ...[leads('watch'), decides('watch', decision)],
      ).facts.map(({ about, name, settled }) => [about, name, settled?.value])
    expect(settled({ dead: 1, injured: 2 })).toEqual([
      ...[['bus', 'dead', 1] as const, ['bus', 'injured', 2] as const],
      ...[['car', 'dead', 1] as const, ['car', 'injured', 2] as const],
    ])
    expect(settled({ about: 'bus', dead: 1 })).toEqual([
      ...[['bus', 'dead', 1] as const, ['bus', 'injured', undefined] as const],
      ...[['car', 'dead', undefined] as const, ['car', 'injured', undefined] as const],
    ])
    expect(settled({ unit: 'W-1', dead: 1 })[0]).toEqual(['bus', 'dead', undefined])
  })

  test('settles none where another one leads or none does, and its decision is on record all the same', () => {
    expect(settledAfter(decides('watch', dead))).toBeUndefined()
    expect(settledAfter(leads('parks'), decides('watch', dead))).toBeUndefined()
    expect(pictureOf(decides('watch', dead)).decisions).toMatchObject([{ basis: ['A-1'] }])
  })

  test('says who of its own people stay where, and nothing of the people of another', () => {
    const binds = (incident: string, index: number) =>
      recorded(
        happened('ResourceCommitted', { task: 'T', unit: 'W-1', personnel: 4 }, { agency: 'watch' }),
        ...([index, undefined, `watch-${incident}`] as const),
      )
    const bound = ['INC-1', 'INC-2'].map(binds)
    const unit = viewOf(unitTopic('watch', 'W-1'), bound, view)!
    const settledBy = (agency: string, details: object) => {
      const since = [states(agency, 1), states(agency, 1)]
      const { decisions } = pictureOf(...since, decides(agency, { unit: 'W-1', T: 4, ...details }))
      return conflictsOf(unit, decisions, () => undefined)[0]?.settled !== undefined
    }
    expect(settledBy('watch', {})).toBe(true)
    expect(settledBy('watch', { agency: 'watch' })).toBe(true)
    expect(settledBy('parks', {})).toBe(false)
    expect(settledBy('parks', { agency: 'watch' })).toBe(false)
  })
})

test('a decision goes by what was decided, or else by the number under which it is kept', () => {
  const named = (details: object, envelope: object) =>
    viewOf(
      incidentTopic('INC-1'),
      [recorded(happened('DecisionRecorded', { basis: ['A-1'], ...details }, envelope), 0)],
      view,
    )?.decisions[0]?.decision
  const sealed = { $sealed: { subject: 'P-1', ciphertext: '' } }
  expect(named({ decision: 'He stays.' }, { reference: 'A-9', summary: 'About him.' })).toBe('He stays.')
  expect(named({}, { reference: 'A-9', summary: 'He stays.' })).toBe('He stays.')
  expect(named({}, { reference: 'A-9', summary: sealed })).toBe('A-9')
})

describe('a false alarm', () => {
  const statusAfter = (...told: readonly Told[]) => pictureOf(...told).status
  const opens = (agency: string): Told => [agency, 'IncidentOpened', { kind: 'fire' }]
  const hears = (agency: string): Told => [agency, 'FieldObservation', {}]
  const finds = (agency: string): Told => [agency, 'FalseAlarmFound', {}]

  test('resolves what the agency reported itself, or leads', () => {
    expect(statusAfter(opens('watch'), finds('watch'))).toBe('resolved')
    expect(statusAfter(opens('watch'), leads('parks'), finds('parks'))).toBe('resolved')
    expect(statusAfter(hears('parks'), opens('watch'), finds('watch'))).toBe('resolved')
    expect(statusAfter(hears('parks'), opens('watch'), finds('parks'))).toBe('resolved')
  })

  test('of anybody else stands beside the reports, which go on', () => {
    expect(statusAfter(opens('watch'), finds('parks'))).toBe('active')
    expect(statusAfter(opens('watch'), leads('parks'), finds('centre'))).toBe('active')
    expect(statusAfter(hears('watch'), finds('parks'))).toBe('reported')
    expect(statusAfter(opens('watch'), finds('parks'), finds('watch'))).toBe('resolved')
  })
})

describe('that nothing is left to do', () => {
  const incidentAfter = (...told: readonly Told[]) => pictureOf(...told)
  const opens = (agency: string): Told => [agency, 'IncidentOpened', { kind: 'fire' }]
  const is = (agency: string, status: string): Told => [agency, 'IncidentStatusReported', { status }]

  test('resolves what the agency reported itself, or leads', () => {
    expect(incidentAfter(opens('watch'), is('watch', 'resolved')).status).toBe('resolved')
    const led = incidentAfter(opens('watch'), leads('parks'), is('parks', 'resolved'))
    expect(led.status).toBe('resolved')
  })

  test('of anybody else is their word on their own part, and the others go on', () => {
    const view = incidentAfter(opens('watch'), is('parks', 'active'), is('parks', 'resolved'))
    expect(view.status).toBe('active')
    expect(view.participants.map(({ agency, part }) => [agency, part?.status])).toEqual([
      ['watch', undefined],
      ['parks', 'resolved'],
    ])
    expect(incidentAfter(opens('watch'), is('parks', 'contained')).status).toBe('contained')
  })

  test('stays their word when they join, lead or stand down', () => {
    const led = incidentAfter(opens('watch'), is('parks', 'resolved'), leads('parks'))
    expect(led.status).toBe('active')
    expect(led.participants[1]).toMatchObject({ state: 'lead', part: { status: 'resolved' } })
  })
})
