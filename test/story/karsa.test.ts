import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf, Data } from './question.ts'
import { tell } from './told.ts'

/*
 * A heat wave, and a power failure over three districts that reaches a prison; on the same day radioactive sources for hospitals
 * are stolen and measles break out in a reception centre. Measurements come in the wrong unit, and counts are put right after
 * somebody has decided on them.
 */

const { query, ofIncident } = asking(await tell(new URL('./karsa-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }

const july = (day: number, time: string): string => `2025-07-${day}T${time}:00+03:00`
const then = (at: string): AsOf => ({ known: { at }, valid: at })
const truly = (at: string): AsOf => ({ valid: at })

/** What is said of one thing in an incident: by whom and how much, and what holds. */
const stated = async (incident: string, fact: string, asOf: AsOf): Promise<readonly string[]> => {
  const fields = 'facts { about name value statements { agency value unit overruled source { reference } } }'
  const found = (await ofIncident(incident, fields)(asOf))?.facts.find(
    ({ about, name }: Data) => `${about} ${name}` === fact,
  )
  const said = ({ agency, value, unit, overruled, source }: Data) =>
    `${agency} ${value}${unit ? ` ${unit}` : ''} ${source.reference}${overruled ? ' overruled' : ''}`
  return found === undefined ? [] : [...found.statements.map(said), `holds: ${found.value}`]
}

test('a dose rate comes with its unit, so that one a thousand times too high is seen to be put right', async () => {
  const rate = (asOf: AsOf) => stated('INC-ISO', 'radiation doseRate', asOf)
  expect(await rate(then(july(10, '14:10')))).toEqual(['inspection 220 mSv/h HV-20', 'holds: 220'])
  expect(await rate(truly(july(10, '14:10')))).toEqual(['inspection 220 uSv/h HV-26', 'holds: 220'])
  expect(await stated('INC-ISO', 'vehicle V-7 doseRate', {})).toContain('border 14.2 uSv/h HV-13')
})

test('who is without power is one question, from the failure until it is back in the first district', async () => {
  const without = (asOf: AsOf) => stated('INC-GRID', 'power customersWithout', asOf)
  expect(await without(then(july(10, '15:00')))).toEqual([
    'police 60000 HV-25',
    'emergency 48000 HV-22',
    'holds: null',
  ])
  expect(await without(truly(july(10, '15:00')))).toContain('emergency 71000 HV-32')
  expect(await without(then(july(10, '20:00')))).toContain('emergency 39000 HV-45')
})

test('what is put right after the decision counts, and who was overruled stays overruled', async () => {
  const dead = (asOf: AsOf) => stated('INC-HEAT', 'casualties dead', asOf)
  expect((await dead(then(july(10, '19:00')))).at(-1)).toBe('holds: null')
  expect((await dead(then(july(10, '21:00')))).at(-1)).toBe('holds: 2')
  expect(await dead(truly(july(10, '21:00')))).toEqual([
    'police 4 people HV-43 overruled',
    'emergency 3 people HV-68',
    'holds: 3',
  ])
})

test('a disease that one agency suspects and another confirms is in dispute by its cases alone', async () => {
  const { conflicts } = await query(
    centre,
    '{ conflicts(incident: "INC-MEAS") { nodes { settled ... on ContradictingFact { fact { about name } } } } }',
  )
  expect(conflicts.nodes).toEqual([{ settled: false, fact: { about: 'disease', name: 'cases' } }])
  expect(await ofIncident('INC-MEAS', 'kind severity')()).toEqual({ kind: 'disease', severity: 'MODERATE' })
})

test('a unit that is dispatched on a second request is promised twice until the centre decides', async () => {
  const twice = async (at: string) => {
    const text = `query ($asOf: AsOf) { conflicts(asOf: $asOf) { nodes {
      settled ... on DoubleCommitment { unit commitments { use } settledBy { source { reference } } } } } }`
    const { nodes } = (await query(centre, text, { asOf: then(at) })).conflicts
    return nodes.filter(({ unit }: Data) => unit)
  }
  const troop = { unit: 'GEN-2', commitments: [{ use: 'INC-VELL/R1' }, { use: 'INC-HEAT/R2' }] }
  expect(await twice(july(10, '17:10'))).toEqual([])
  expect(await twice(july(10, '17:30'))).toEqual([{ settled: false, ...troop, settledBy: null }])
  expect(await twice(july(10, '18:00'))).toMatchObject([{ settledBy: { source: { reference: 'HV-40' } } }])
})

test.each([
  ['P-31, until the beds are known to have been exchanged', then(july(10, '18:00')), 'P-31 DEAD'],
  ['P-13, and somebody is out', then(july(10, '20:30')), 'P-13 DEAD, P-52 AT_LARGE'],
  ['P-13, and nobody was out in truth', truly(july(10, '20:30')), 'P-13 DEAD'],
])('dead in the prison is %s', async (_, asOf, expected) => {
  const { persons } = await ofIncident('INC-VELL', 'persons { subject status }')(asOf)
  expect(persons.map(({ subject, status }: Data) => `${subject} ${status}`).join(', ')).toBe(expected)
})

test('an order ends when it says, whatever its end is called, and a restriction holds in its districts', async () => {
  const inForce = async (at: string) =>
    (
      await query(centre, 'query ($asOf: AsOf) { orders(inForce: true, asOf: $asOf) { id } }', {
        asOf: then(at),
      })
    ).orders
  expect(await inForce(july(11, '12:00'))).toEqual([{ id: 'O-118' }])
  expect(await inForce(july(14, '12:00'))).toEqual([])
  expect((await ofIncident('INC-HEAT', 'measures { kind areas }')()).measures).toEqual([
    { kind: 'water restriction', areas: ['LOM', 'ORSA', 'VELD'] },
  ])
})

test('a hypothesis that was refuted before it was recorded could have been avoided from its first minute', async () => {
  const fields = 'links { heldS avoidableS basis { reference } }'
  expect((await ofIncident('INC-ISO', fields)()).links).toEqual([
    { heldS: 60_600, avoidableS: 60_600, basis: [{ reference: 'HV-13' }, { reference: 'HV-32' }] },
  ])
})

test('what a played recovery brings is in no real count, and an operation closed too soon was open', async () => {
  const fields = 'facts { about }'
  const { facts } = await ofIncident('INC-ISO', fields)()
  expect(facts.map(({ about }: Data) => about)).not.toContain('containers')
  const status = async (asOf: AsOf) => (await ofIncident('OP-DUSK', 'status')(asOf)).status
  expect(await status(then(july(11, '18:45')))).toBe('CLOSED')
  expect(await status(truly(july(11, '18:45')))).toBe('ACTIVE')
})
