import { describe, expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { mayPass, whichTasksHaveNoOne, whoIsCommittedTwice } from './questions-about-people.ts'
import { tell } from './told.ts'

/*
 * A blizzard at a western border, told in other people's words: situation reports that no agency has a type for, a task
 * given to somebody `due` at a time, people bound to a task that nobody requested, an alert that refers to the one it
 * replaces, a term in days, offenders one by one and together. Written before anybody looked how Concord says it; the
 * answers were worked out from the story by hand.
 */

const { query, answer, ofIncident } = asking(await tell(new URL('./altai-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const analyst: Asker = { agency: 'joc', role: 'analyst' }
const border: Asker = { agency: 'border', role: 'commander' }

/** The clocks of the place run seven hours ahead of UTC, those of the centre eight. */
const altai = (monthDay: string, time: string): string => `2025-${monthDay}T${time}:00+07:00`
const then = (monthDay: string, time: string): AsOf => ({
  known: { at: altai(monthDay, time) },
  valid: altai(monthDay, time),
})
const truly = (monthDay: string, time: string): AsOf => ({ valid: altai(monthDay, time) })

describe('a figure that nobody has a type for', () => {
  const factsOfBus = ofIncident('BUS', 'facts { about name value statements { source { reference } } }')
  const stranded = async (asOf: AsOf) => {
    const { facts } = await factsOfBus(asOf)
    const fact = facts.find(({ name }: { name: string }) => name === 'stranded')
    return [fact?.about, fact?.value, fact?.statements[0].source.reference]
  }

  test('was believed at the time, and is put right for all that is known since', async () => {
    expect(await stranded(then('01-28', '19:59'))).toEqual([undefined, undefined, undefined])
    expect(await stranded(then('01-28', '21:00'))).toEqual(['situation', 41, 'ALT-15'])
    expect(await stranded(truly('01-28', '21:00'))).toEqual(['situation', 34, 'ALT-25'])
  })

  test('was told to the public in an alert that another one replaced', async () => {
    const alerts = ofIncident('BUS', 'alerts { identifier state severity }')
    const identifier = 'ALTAI-0128-004'
    expect(await alerts(then('01-29', '08:39'))).toEqual({
      alerts: [{ identifier, state: 'ISSUED', severity: 'EXTREME' }],
    })
    expect(await alerts(then('01-29', '08:40'))).toEqual({
      alerts: [{ identifier, state: 'UPDATED', severity: 'SEVERE' }],
    })
  })

  test('is in the unit of its name', async () => {
    const { incident } = await query(
      analyst,
      '{ incident(id: "DZUD") { facts { about name value statements { unit } } } }',
    )
    expect(incident.facts).toContainEqual({
      about: 'livestock loss',
      name: 'areaKm2',
      value: 9800,
      statements: [{ unit: 'km2' }],
    })
  })
})

describe('who does what', () => {
  test('a task that one declined is of the one to whom it was given next, and who took it on', async () => {
    expect(await answer(centre, whichTasksHaveNoOne('OP-ALTAI', then('01-28', '19:00')))).toMatch(
      /^S3 \(road closure\): declined 18:50 by police; /,
    )
    const s3 = async (asOf: AsOf) => {
      const { operation } = await query(
        centre,
        'query ($asOf: AsOf) { operation(id: "OP-ALTAI", asOf: $asOf) { tasks { task agency state deadline } } }',
        { asOf },
      )
      return operation.tasks.find(({ task }: { task: string }) => task === 'S3')
    }
    const given = { task: 'S3', agency: 'corrections', deadline: '2025-01-28T21:00:00+07:00' }
    expect(await s3(then('01-28', '19:15'))).toEqual({ ...given, state: 'ASSIGNED' })
    expect(await s3(then('01-28', '19:30'))).toEqual({ ...given, state: 'ACCEPTED' })
  })

  test('people bound to a task of another operation, whom nobody requested, are bound twice', async () => {
    expect(await answer(centre, whoIsCommittedTwice(then('01-28', '23:19')))).toBe('No')
    expect(await answer(centre, whoIsCommittedTwice(then('01-28', '23:30')))).toMatch(
      /^Yes: unit B-7, 10 people, on S2 since 18:45 and on W2 since 23:20/,
    )
    const { operation } = await query(
      analyst,
      '{ operation(id: "OP-ALTAI") { decisions { basis { reference supersededBy { reference } } } } }',
    )
    expect(operation.decisions[0].basis).toEqual([
      { reference: 'ALT-10', supersededBy: null },
      { reference: 'ALT-18', supersededBy: null },
      { reference: 'ALT-15', supersededBy: { reference: 'ALT-25' } },
    ])
  })

  test('a drone in the air, and free again', async () => {
    const drone = ofIncident('BUS', 'units { unit status }')
    expect(await drone(then('01-29', '05:00'))).toEqual({ units: [{ unit: 'UAV-2', status: 'ON_SCENE' }] })
    expect(await drone(then('01-29', '06:00'))).toEqual({ units: [{ unit: 'UAV-2', status: 'AVAILABLE' }] })
  })
})

describe('what is closed, and until when', () => {
  test('a checkpoint that opens in steps', async () => {
    const pass = (what: string, asOf: AsOf) => answer(centre, mayPass('TSAGAAN', what, asOf))
    expect(await pass('freight', then('01-28', '12:00'))).toMatch(/^No: /)
    expect(await pass('freight', then('01-29', '13:00'))).toMatch(/^Yes as freight: /)
    expect(await pass('passengers', then('01-29', '13:00'))).toMatch(/^No: /)
    expect(await pass('passengers', then('02-03', '09:00'))).toMatch(/^Yes as passengers: /)
    expect(await pass('passengers', {})).toBe('Yes: the checkpoint is open')
  })

  test('a quarantine that was extended and lifted early', async () => {
    const quarantine = ofIncident('SWANS', 'measures { state until }')
    expect(await quarantine(then('01-28', '12:00'))).toEqual({
      measures: [{ state: 'IMPOSED', until: '2025-02-06' }],
    })
    expect(await quarantine(then('02-04', '12:00'))).toEqual({
      measures: [{ state: 'EXTENDED', until: '2025-02-13' }],
    })
    expect(await quarantine()).toEqual({ measures: [{ state: 'LIFTED', until: '2025-02-13' }] })
  })

  test('a measure for ninety days', async () => {
    const { incident } = await query(border, '{ incident(id: "HORN") { measures { state until } } }')
    expect(incident.measures).toEqual([{ state: 'IMPOSED', until: '2025-04-30' }])
  })
})

describe('what the analyst gathers', () => {
  const groups = `query ($types: [String!], $by: [String!]!, $last: [String!], $due: String, $before: DateTime, $asOf: AsOf) {
    breakdown(filter: { types: $types }, by: $by, lastTypes: $last, due: $due, dueBefore: $before, asOf: $asOf) {
      nodes { key { value } count due last { reference } }
    }
  }`

  test('who broke the rules of a checkpoint how often, alone or with others', async () => {
    const { breakdown } = await query(analyst, groups, {
      types: ['BorderRegimeViolationRecorded'],
      by: ['subject', 'checkpoint'],
    })
    expect(breakdown.nodes).toMatchObject([
      { key: [{ value: 'S-1' }, { value: 'TSAGAAN' }], count: 2 },
      { key: [{ value: 'S-2' }, { value: 'TSAGAAN' }], count: 1 },
    ])
  })

  test('which consulate was still to be told, and is not any more', async () => {
    const untold = (asOf: AsOf) =>
      query(analyst, groups, {
        types: ['ForeignTravellerHarmed', 'ConsularNotified'],
        by: ['incident', 'nationality'],
        last: ['ForeignTravellerHarmed'],
        asOf,
      })
    expect((await untold(then('01-30', '06:00'))).breakdown.nodes).toMatchObject([
      { key: [{ value: 'BUS' }, { value: 'DE' }], last: { reference: 'ALT-23' } },
    ])
    expect((await untold({})).breakdown.nodes).toEqual([])
  })

  test('which improvement is overdue', async () => {
    const overdue = (before: string) =>
      query(analyst, groups, {
        types: ['ImprovementActionOpened', 'ImprovementActionDone'],
        by: ['action'],
        last: ['ImprovementActionOpened'],
        due: 'due',
        before,
      })
    expect((await overdue('2025-03-02T00:00:00Z')).breakdown.nodes).toMatchObject([{ due: '2025-03-01' }])
    expect((await overdue('2025-03-01T00:00:00Z')).breakdown.nodes).toEqual([])
  })

  test('how far from where it was last seen the coach was found', async () => {
    const { events } = await query(
      analyst,
      '{ events(filter: { types: ["UavObservation"] }) { nodes { place { distanceKm(lat: 49.1, lon: 89.65) } } } }',
    )
    expect(events.nodes).toEqual([{ place: { distanceKm: expect.closeTo(9.3, 1) } }])
  })
})
