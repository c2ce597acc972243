import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { tell } from './told.ts'

/*
 * Drones over three prisons in a night in which a hospital ward is held and cattle die of anthrax, told by an author who calls
 * incidents cases, tasks assignments and a hand-over a transfer, and withdraws statements.
 */

const { query, ofIncident } = asking(await tell(new URL('./nightjar-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'analyst' }
const november = (day: number, time: string): string => `2025-11-0${day}T${time}:00+08:00`
const then = (day: number, time: string): AsOf => ({
  known: { at: november(day, time) },
  valid: november(day, time),
})

interface Fact {
  readonly about: string
  readonly name: string
  readonly value: unknown
  readonly statements: readonly { readonly agency: string; readonly value: unknown }[]
}

/** What is known of a thing by name, and what each agency says where they contradict each other. */
const factsOf = async (id: string, asOf: AsOf, thing: string) => {
  const { facts } = await ofIncident(id, 'facts { about name value statements { agency value } }')(asOf)
  return Object.fromEntries(
    (facts as readonly Fact[])
      .filter(({ about }) => about === thing)
      .map(({ name, value, statements }) => [
        name,
        value ?? statements.map((one) => `${one.agency} ${one.value}`),
      ]),
  )
}

test('an operation that was launched has assignments for tasks, some of which nobody takes', async () => {
  const tasks = async (asOf: AsOf) => {
    const told = await ofIncident(
      'NIGHTJAR',
      'form serves tasks(unassigned: true) { task agency state reason }',
    )(asOf)
    return told
  }
  expect(await tasks(then(2, '23:30'))).toEqual({
    form: 'OPERATION',
    serves: ['P401', 'P409'],
    tasks: [
      { task: 'A2', agency: 'border', state: 'DECLINED', reason: 'below minimum strength' },
      { task: 'A4', agency: 'emergency', state: 'ASSIGNED', reason: null },
    ],
  })
  expect((await tasks(then(3, '02:50'))).tasks.map(({ task }: { task: string }) => task)).toEqual(['A2'])
  expect((await ofIncident('NIGHTJAR', 'status')()).status).toBe('CLOSED')
})

test('as many are held as each agency counts, until one withdraws its statement', async () => {
  const told = async (time: string) => ({
    ...(await factsOf('HOSP', then(3, time), 'hostages')),
    ...(await factsOf('HOSP', then(3, time), 'hostage')),
  })
  expect(await told('00:30')).toEqual({
    held: ['police 5', 'emergency 8'],
    gunmen: ['police 1', 'emergency 2'],
  })
  expect(await told('01:30')).toEqual({ held: 6, gunmen: 1 })
  const { statistics } = await query(centre, '{ statistics { corrections retractions erasures } }')
  expect(statistics).toEqual({ corrections: 2, retractions: 1, erasures: 1 })
})

test('who is held by code is free once let go, and a name in a list is sealed and erased', async () => {
  const persons = async (time: string) =>
    (await ofIncident('HOSP', 'persons { subject status }')(then(3, time))).persons.map(
      ({ subject, status }: Record<string, string>) => `${subject} ${status}`,
    )
  expect(await persons('01:30')).toEqual([1, 2, 3, 4, 5, 6].map((number) => `H-${number} HELD`))
  expect(await persons('02:00')).toEqual(expect.arrayContaining(['H-2 RELEASED', 'H-5 RELEASED', 'H-4 HELD']))
  const { event } = await query(centre, '{ event(id: "NJ-022") { data summary personal { path subject } } }')
  expect(event).toMatchObject({
    summary: null,
    data: { dead: 1, injured: 3, names: [{ subject: 'NJ-022.names.0', name: { sealed: true } }] },
  })
})

test('a case is merged, unmerged by the agency that merged it, and stays with who proposed a transfer in vain', async () => {
  const cases = async (time: string) =>
    Promise.all(['P401', 'P421'].map((id) => ofIncident(id, 'status mergedInto lead')(then(3, time))))
  expect((await cases('08:00'))[1]).toMatchObject({ status: 'MERGED', mergedInto: 'P401' })
  expect((await cases('12:15'))[1]).toMatchObject({ status: 'ACTIVE', mergedInto: null })
  expect((await cases('14:30')).map(({ lead }) => lead)).toEqual(['police', 'corrections'])
})

test('a case stays of the kind that it was opened with, whatever measure is taken in it', async () => {
  expect(await ofIncident('P409', 'kind measures { measure kind until }')()).toEqual({
    kind: 'contraband-smuggling',
    measures: [{ measure: 'VB-1', kind: 'visit ban', until: '2025-11-14' }],
  })
})

test('a disease that is suspected and confirmed by its name is one', async () => {
  const status = async (asOf: AsOf) => (await factsOf('ANTH', asOf, 'disease')).status
  expect(await status(then(3, '17:00'))).toBe('suspected')
  expect(await status({ valid: november(3, '17:00') })).toBe('confirmed')
})

test('an exercise in the middle of it is played', async () => {
  const { events } = await query(
    centre,
    '{ events(filter: { modes: [EXERCISE] }) { nodes { type reference } } }',
  )
  expect(events.nodes).toEqual([{ type: 'ExerciseInject', reference: 'NJ-033' }])
})
