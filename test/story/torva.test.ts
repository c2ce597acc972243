import { describe, expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { tell } from './told.ts'

/*
 * A flood that empties a prison, and a derailment in a border tunnel in the night in which the clocks are put back: an
 * escape that turns out smaller and earlier than was said, a second one in another incident, a laboratory that swapped
 * its samples, an exercise about the very thing that then happens, a source that the centre must not see. Written before
 * anybody looked how Concord says it, with districts for areas and prisoners for subjects; the answers were worked out by
 * hand.
 */

const { query, ofIncident } = asking(await tell(new URL('./torva-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const police: Asker = { agency: 'police', role: 'commander' }
const border: Asker = { agency: 'border', role: 'commander' }

/** By the clocks of the place: two hours ahead of UTC until they are put back on the 26th, one from then on. */
const summer = (day: number, time: string): string => `2025-10-${day}T${time}:00+02:00`
const winter = (day: number, time: string): string => `2025-10-${day}T${time}:00+01:00`
const then = (at: string): AsOf => ({ known: { at }, valid: at })
const truly = (at: string): AsOf => ({ valid: at })

const factOf = async (id: string, name: string, asOf: AsOf) => {
  const { facts } = await ofIncident(id, 'facts { name value }')(asOf)
  return facts.find((fact: { name: string }) => fact.name === name)?.value
}

describe('an escape that turns out smaller and earlier', () => {
  const out = async (asOf: AsOf) => {
    const { persons } = await ofIncident('INC-ESC', 'persons { subject missingSince }')(asOf)
    return persons.map((person: { subject: string; missingSince: string }) => [
      person.subject,
      person.missingSince.slice(8, 16),
    ])
  }

  test.each([
    [
      'was two, by the first report',
      then(summer(24, '16:00')),
      [
        ['K-13', '24T15:10'],
        ['K-14', '24T15:10'],
      ],
    ],
    ['is one, since the correction', then(summer(24, '18:30')), [['K-13', '24T14:20']]],
    ['is one in truth', truly(summer(24, '14:30')), [['K-13', '24T14:20']]],
    ['was not known when only the count was short', then(summer(24, '15:44')), []],
  ])('%s', async (_, asOf, expected) => {
    expect(await out(asOf)).toEqual(expected)
  })

  test('is counted with the one in the prison, whatever incident it is told of in', async () => {
    const anywhere = (asOf: AsOf) =>
      query(
        centre,
        `query ($asOf: AsOf) { breakdown(
          by: ["subject"], lastTypes: ["PrisonerEscapeReported", "PrisonerEscapeCorrected"], asOf: $asOf
        ) { nodes { key { value } last { incidentId } } } }`,
        { asOf },
      )
    const known = { key: [{ value: 'K-13' }], last: { incidentId: 'INC-ESC' } }
    const both = [known, { key: [{ value: 'K-77' }], last: { incidentId: 'INC-RIOT' } }]
    expect((await anywhere(then(summer(25, '09:00')))).breakdown.nodes).toEqual([known])
    expect((await anywhere(truly(summer(25, '09:00')))).breakdown.nodes).toEqual(both)
  })

  test('is timed from when the prisoner was last seen, not from when the detail left the walls', async () => {
    const { openedAt, latency } = await ofIncident(
      'INC-ESC',
      'openedAt latency { occurredAt recordedS acknowledgedS }',
    )()
    expect(openedAt).toBe(summer(24, '13:00'))
    expect(latency).toEqual({ occurredAt: summer(24, '14:20'), recordedS: 4800, acknowledgedS: 5520 })
  })
})

test('the river falls although the clock says that it was higher later', async () => {
  expect(await factOf('INC-FLOOD', 'levelCm', then(summer(26, '02:50')))).toBe(655)
  expect(await factOf('INC-FLOOD', 'levelCm', then(winter(26, '02:20')))).toBe(640)
})

test('a flood in which somebody goes missing, and a riot during which somebody escapes, stay what they are', async () => {
  const what = 'kind severity persons { subject status }'
  expect(await ofIncident('INC-FLOOD', what)()).toEqual({
    kind: 'flood',
    severity: 'MODERATE',
    persons: [{ subject: 'M-9', status: 'MISSING' }],
  })
  expect(await ofIncident('INC-RIOT', what)()).toMatchObject({
    kind: 'prison-disorder',
    persons: [{ subject: 'K-77', status: 'AT_LARGE' }],
  })
})

test('of a transfer is known how many left and how many came, of a riot how many were held', async () => {
  expect(await factOf('INC-RIOT', 'prisoners', then(summer(25, '06:00')))).toBe(118)
  expect(await factOf('INC-RIOT', 'prisoners', then(summer(25, '09:40')))).toBe(117)
  expect(await factOf('INC-RIOT', 'hostages', {})).toBe(1)
})

describe('the derailment in the tunnel', () => {
  test('is two incidents until they are merged', async () => {
    const inDistrict = async (asOf: AsOf) =>
      (
        await query(
          centre,
          `query ($asOf: AsOf) { incidents(filter: { areas: ["D-11"], kinds: ["explosion", "dangerous-goods"] }, order: { by: ID, direction: ASCENDING }, asOf: $asOf) {
            nodes { id status mergedInto } } }`,
          { asOf },
        )
      ).incidents.nodes
    const rail = { id: 'INC-RAIL', status: 'ACTIVE', mergedInto: null }
    expect(await inDistrict(then(summer(24, '22:00')))).toEqual([
      rail,
      { id: 'INC-WAGON', status: 'ACTIVE', mergedInto: null },
    ])
    expect(await inDistrict(then(summer(24, '22:20')))).toEqual([
      rail,
      { id: 'INC-WAGON', status: 'MERGED', mergedInto: 'INC-RAIL' },
    ])
  })

  test('has as many injured as each agency counts, and then as many as was decided', async () => {
    const injured = async (asOf: AsOf) => {
      const { facts } = await ofIncident(
        'INC-RAIL',
        'facts { name contradicted value statements { value } settled { source { reference } } }',
      )(asOf)
      return facts.find(({ name }: { name: string }) => name === 'injured')
    }
    const statements = [{ value: 6 }, { value: 9 }]
    expect(await injured(then(summer(24, '23:00')))).toMatchObject({ contradicted: true, statements })
    expect(await injured(then(summer(24, '23:45')))).toMatchObject({
      ...{ contradicted: false, value: 8, statements },
      settled: { source: { reference: 'TOR-22' } },
    })
  })

  test('has no dead of the exercise about the same thing', async () => {
    expect(await factOf('INC-RAIL', 'dead', then(summer(24, '22:30')))).toBe(1)
    expect(await factOf('EX-TUNNEL', 'dead', {})).toBe(12)
  })

  test('closes the tunnel with the exceptions that a correction adds', async () => {
    const exceptions = async (asOf: AsOf) =>
      (
        await query(
          centre,
          'query ($asOf: AsOf) { checkpoint(id: "TUNNEL", asOf: $asOf) { status exceptions } }',
          { asOf },
        )
      ).checkpoint
    expect(await exceptions(then(summer(24, '23:00')))).toEqual({
      status: 'CLOSED',
      exceptions: ['ambulance'],
    })
    expect(await exceptions(truly(summer(24, '23:00')))).toEqual({
      status: 'CLOSED',
      exceptions: ['ambulance', 'fire-engine'],
    })
  })
})

test('a disease is only suspected once its confirmation is taken back, and the quarantine was in force all the same', async () => {
  const fields = 'facts { about name value } measures { measure state until }'
  const quarantine = { measure: 'quarantine D-12', state: 'IMPOSED', until: '2025-11-24' }
  const noon = summer(25, '13:00')
  const status = (value: string) => expect.arrayContaining([{ about: 'disease', name: 'status', value }])
  expect(await ofIncident('INC-ASF', fields)(then(noon))).toEqual({
    facts: status('confirmed'),
    measures: [quarantine],
  })
  expect(await ofIncident('INC-ASF', fields)(truly(noon))).toEqual({
    facts: status('suspected'),
    measures: [quarantine],
  })
  expect((await ofIncident('INC-ASF', fields)()).measures).toEqual([{ ...quarantine, state: 'LIFTED' }])
})

test('a district sees what is in it, whatever it is called, and nobody else sees the probation', async () => {
  const inDistrict = async (asker: Asker) =>
    (
      await query(
        asker,
        '{ incidents(filter: { areas: ["D-12"] }, order: { by: ID, direction: ASCENDING }) { nodes { id } } }',
      )
    ).incidents.nodes.map(({ id }: { id: string }) => id)
  expect(await inDistrict(border)).toEqual(['INC-ASF', 'INC-ESC', 'INC-FLOOD', 'INC-RIOT'])
  expect(await inDistrict(police)).toEqual(['INC-ASF', 'INC-ESC', 'INC-FLOOD', 'INC-PROB', 'INC-RIOT'])
})

test('a source for two agencies is nothing to the centre, in lists and counts and where it was regraded', async () => {
  const intelligence =
    '{ events(filter: { types: ["IntelligenceReported", "IntelligenceRegraded"] }) { totalCount } statistics { total { count } corrections retractions } }'
  expect(await query(centre, intelligence)).toEqual({
    events: { totalCount: 0 },
    statistics: { total: { count: 33 }, corrections: 2, retractions: 1 },
  })
  expect(await query(police, intelligence)).toEqual({
    events: { totalCount: 2 },
    statistics: { total: { count: 35 }, corrections: 3, retractions: 1 },
  })
})
