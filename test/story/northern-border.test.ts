import type { TopicView } from '@concord/incident'
import { knownAt } from '@concord/kernel'
import { describe, expect, test } from 'vitest'
import { inForce, picture, releasedTo, tell } from './told.ts'

const log = await tell(new URL('./northern-border-2025.ndjson', import.meta.url))

const april = (day: number, time: string) => `2025-04-${day}T${time}:00+08:00`
const asKnown = (day: number, time: string) => ({ known: { at: april(day, time) }, valid: april(day, time) })
const trueAt = (day: number, time: string) => ({ valid: april(day, time) })

const escaped = (moment: Parameters<typeof picture>[2]) => picture(log, 'incident:INC-ESC', moment)
const fire = (moment: Parameters<typeof picture>[2]) => picture(log, 'incident:INC-FIRE', moment)

const out = (view: TopicView | undefined) => {
  const known = view?.persons.filter(({ missing }) => missing !== undefined) ?? []
  return {
    atLarge: known.filter(({ status }) => status === 'at-large').map(({ subject }) => subject),
    since: known[0]?.missing?.since,
    source: known[0]?.missing?.source.reference,
  }
}

const figure = (view: TopicView | undefined, name: string) => {
  const statement = view?.facts.find((one) => one.about === 'fire' && one.name === name)?.statements[0]
  return statement && [statement.value, statement.source.reference]
}

describe('the escape', () => {
  test('is first known with one prisoner, then with two, earlier than first told', () => {
    expect(out(escaped(asKnown(23, '15:00')))).toEqual({
      atLarge: ['P-1'],
      since: april(23, '13:20'),
      source: 'NB25-07',
    })
    const both = { atLarge: ['P-1', 'P-2'], since: april(23, '11:45'), source: 'NB25-14' }
    expect(out(escaped(asKnown(23, '16:00')))).toEqual(both)
    expect(out(escaped(trueAt(23, '12:30')))).toEqual(both)
  })

  test('was not known when it had just happened', () => {
    expect(out(escaped(asKnown(23, '12:30'))).atLarge).toEqual([])
  })

  test('looks different at noon of the 24th from an hour later and from today', () => {
    const anHourLater = { known: { at: april(24, '13:00') }, valid: april(24, '12:00') }
    expect(out(escaped(anHourLater))).toMatchObject({ atLarge: ['P-1'], source: 'NB25-14' })
    expect(out(escaped(trueAt(24, '12:00')))).toMatchObject({ atLarge: [], source: 'NB25-14' })
  })

  test('is resolved when both are back', () => {
    expect(escaped(trueAt(24, '14:00'))?.status).toBe('active')
    expect(escaped({})?.status).toBe('resolved')
  })
})

describe('the fire', () => {
  test('was believed larger than it was', () => {
    expect(figure(fire(asKnown(23, '23:00')), 'areaHa')).toEqual([1900, 'NB25-25'])
    expect(figure(fire(trueAt(23, '23:00')), 'areaHa')).toEqual([1250, 'NB25-39'])
  })

  test('was on our soil twenty minutes before anybody here knew', () => {
    expect(figure(fire(asKnown(23, '15:45')), 'onOwnSoil')).toBeUndefined()
    expect(figure(fire(trueAt(23, '15:45')), 'onOwnSoil')).toEqual([true, 'NB25-15'])
    expect(figure(fire(trueAt(23, '15:45')), 'areaHa')).toEqual([400, 'NB25-15'])
    expect(figure(fire(trueAt(23, '15:45')), 'containedPct')).toEqual([0, 'NB25-15'])
  })

  test('is contained in the end', () => {
    expect(fire({})).toMatchObject({ kind: 'wildfire', status: 'contained' })
  })
})

describe('the joint operation', () => {
  test('has one task that nobody does', () => {
    const tasks = picture(log, 'incident:OP-NORTH', asKnown(23, '14:45'))?.tasks
    expect(tasks?.map(({ task, state, by }) => [task, state, by])).toEqual([
      ['T1', 'accepted', 'police'],
      ['T2', 'accepted', 'border'],
      ['T3', 'declined', 'emergency'],
    ])
    expect(tasks?.[2]).toMatchObject({ since: april(23, '14:40'), reason: 'UAV committed to INC-FIRE' })
  })

  test('has fourteen people committed twice, until a decision with its basis says who stays where', () => {
    const fourteen = picture(log, 'unit:border/~14', asKnown(23, '22:40'))?.commitments
    expect(fourteen?.map(({ use, personnel, since }) => [use, personnel, since])).toEqual([
      ['OP-NORTH/T2', 14, april(23, '14:35')],
      ['INC-FIRE/R1', 14, april(23, '22:34')],
    ])
    expect(picture(log, 'incident:OP-NORTH', {})?.decisions[0]).toMatchObject({
      unit: { unit: 'B-14' },
      allocations: [
        { use: 'r1', personnel: 6 },
        { use: 't2', personnel: 8 },
      ],
      basis: ['NB25-11', 'NB25-27', 'NB25-24'],
      since: april(23, '22:50'),
      source: { reference: 'NB25-28' },
    })
  })

  test('is closed', () => {
    expect(picture(log, 'incident:OP-NORTH', {})).toMatchObject({ form: 'operation', status: 'closed' })
  })
})

test('the checkpoint is closed because of the quarantine, with exceptions because of the fire', () => {
  expect(picture(log, 'checkpoint:ULKHAN', asKnown(23, '17:00'))?.checkpoints[0]).toMatchObject({
    status: 'closed',
    since: april(22, '18:00'),
    incident: 'INC-FMD',
    exceptions: ['evacuation', 'fire-crews'],
    exceptionsHeld: { since: april(23, '16:40'), source: { reference: 'NB25-17' } },
  })
  expect(picture(log, 'checkpoint:ULKHAN', {})?.checkpoints[0]?.status).toBe('restricted')
})

test('the wrong link has a beginning, an end and what refuted it', () => {
  for (const topic of ['incident:INC-THEFT', 'incident:INC-ESC'] as const) {
    const [link] = picture(log, topic, {})!.links
    expect(link?.linked.since).toBe(april(23, '19:05'))
    expect(link?.unlinked).toMatchObject({ since: april(24, '08:30'), basis: ['NB25-14', 'NB25-19'] })
  }
})

test('the slowest first reports', () => {
  const delayMinutes = (event: (typeof log)[number]) =>
    (Date.parse(knownAt(event)) - Date.parse(event.envelope.occurredAt)) / 60_000
  const slowest = log
    .filter(({ envelope }) => envelope.corrects === undefined && envelope.mode === 'operational')
    .toSorted((a, b) => delayMinutes(b) - delayMinutes(a))
    .slice(0, 5)
  expect(slowest.map((event) => [event.envelope.reference, delayMinutes(event)])).toEqual([
    ['NB25-21', 1195],
    ['NB25-20', 800],
    ['NB25-19', 795],
    ['NB25-37', 330],
    ['NB25-13', 160],
  ])
})

test('who is not told sees nothing of the intelligence and the forensic statement', () => {
  const seen = (reader: string, topic: 'incident:INC-ESC' | 'incident:INC-THEFT') =>
    inForce(log, topic, {}, reader, releasedTo(reader)).map(({ envelope }) => envelope.reference)
  expect(seen('emergency', 'incident:INC-ESC')).not.toContain('NB25-32')
  expect(seen('border', 'incident:INC-ESC')).toContain('NB25-32')
  expect(seen('corrections', 'incident:INC-THEFT')).not.toContain('NB25-37')
  expect(seen('joc', 'incident:INC-THEFT')).toContain('NB25-37')
})

test('43 events: 42 operational, 1 of an exercise; 3 corrections, 1 erasure', () => {
  expect(log.filter(({ envelope }) => envelope.mode === 'operational')).toHaveLength(42)
  expect(log.filter(({ envelope }) => envelope.mode === 'exercise')).toHaveLength(1)
  expect(log.filter(({ envelope }) => envelope.corrects !== undefined)).toHaveLength(3)
  expect(log.filter(({ type }) => type === 'PersonalDataErased')).toHaveLength(1)
  expect(picture(log, 'incident:EX-25-1', {})).toMatchObject({ form: 'exercise', mode: 'exercise' })
})
