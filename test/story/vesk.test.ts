import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf, Data } from './question.ts'
import { tell } from './told.ts'

/*
 * A ferry with a prison transport aboard is struck in a strait by the freighter on which a stolen panel is to be delivered
 * under surveillance: two operations at once, of which most agencies know only one. Agencies say the same thing under names of
 * their own, and would correct and erase what is another's.
 */

const { query, ofIncident } = asking(await tell(new URL('./vesk-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const emergency: Asker = { agency: 'emergency', role: 'commander' }
const inspection: Asker = { agency: 'inspection', role: 'commander' }

const november = (day: number, time: string): string => `2025-11-${day}T${time}:00+02:00`
const then = (at: string): AsOf => ({ known: { at }, valid: at })
const truly = (at: string): AsOf => ({ valid: at })

const conflictsSeenBy = async (asker: Asker, asOf: AsOf): Promise<readonly Data[]> => {
  const text = `query ($asOf: AsOf) { conflicts(asOf: $asOf) { nodes { settled
    ... on DoubleCommitment { unit commitments { use personnel } }
    ... on ContradictingFact { fact { about name statements { agency value } } } } } }`
  return (await query(asker, text, { asOf })).conflicts.nodes
}
const disputed = async (asOf: AsOf): Promise<readonly Data[]> =>
  (await conflictsSeenBy(centre, asOf)).flatMap(({ settled, fact }) => (fact ? [{ settled, ...fact }] : []))
const twice = async (asker: Asker, asOf: AsOf): Promise<readonly Data[]> =>
  (await conflictsSeenBy(asker, asOf)).filter(({ unit }) => unit !== undefined)

test('how many are aboard one vessel is one question, whatever the reports are called', async () => {
  const aboard = {
    about: 'vessel MARTA',
    name: 'aboard',
    statements: [
      { agency: 'border', value: 219 },
      { agency: 'emergency', value: 212 },
    ],
  }
  expect(await disputed(then(november(12, '07:00')))).toEqual([{ settled: false, ...aboard }])
  expect(await disputed(then(november(12, '07:50')))).toEqual([{ settled: false, ...aboard }])
  expect(await disputed(then(november(12, '09:35')))).toContainEqual({ settled: true, ...aboard })
})

test('who would correct another agency says otherwise, and both stand', async () => {
  const spilt = async (asOf: AsOf) => {
    const about = (await disputed(asOf)).find(({ name }) => name === 'volumeM3')
    return about?.statements.map(({ agency, value }: Data) => `${agency} ${value}`)
  }
  expect(await spilt(then(november(12, '08:00')))).toBeUndefined()
  expect(await spilt(then(november(12, '09:00')))).toEqual(['emergency 30', 'inspection 55'])
  expect(await spilt(then(november(12, '18:30')))).toBeUndefined()
  expect(await spilt({})).toEqual(['inspection 61', 'emergency 55'])

  const { event, statistics } = await query(
    centre,
    '{ event(id: "VSK-099") { corrects { reference } data } statistics { corrections } }',
  )
  expect(event).toMatchObject({ corrects: null, data: { disputes: 'VSK-064' } })
  expect(statistics).toEqual({ corrections: 4 })
})

test('what says otherwise than another agency is no first report, however late it came', async () => {
  const { slowestReports } = await query(centre, '{ slowestReports(first: 100) { nodes { reference } } }')
  const first = slowestReports.nodes.map(({ reference }: Data) => reference)
  expect(first).toContain('VSK-019')
  expect(first).not.toContain('VSK-099')
})

test('a cutter promised to an operation that is kept from others is promised twice for the centre alone', async () => {
  const at = then(november(12, '06:30'))
  const cutter = {
    unit: 'CG-2',
    commitments: [
      { use: 'OP-LANTERN/L2', personnel: 8 },
      { use: 'OP-STRAIT/S2', personnel: 8 },
    ],
  }
  expect(await twice(centre, at)).toEqual([{ settled: false, ...cutter }])
  expect(await twice(centre, then(november(12, '07:00')))).toEqual([{ settled: true, ...cutter }])
  expect(await twice(emergency, at)).toEqual([])
  const seen = '{ operation(id: "OP-LANTERN") { id } operations { totalCount } }'
  expect(await query(emergency, seen)).toEqual({ operation: null, operations: { totalCount: 1 } })
})

test('neither two teams of one name nor a unit that is bound in play are promised twice', async () => {
  const units = (await twice(centre, then(november(12, '11:00')))).map(({ unit }) => unit)
  expect(units.toSorted()).toEqual(['CG-2', 'P-QUAY'])
})

test.each([
  ['the one whom the police did not name, until fingerprints tell', then(november(12, '14:00')), 'D-3'],
  ['the other', then(november(12, '22:00')), 'D-2'],
  ['the other, as it was in truth', truly(november(12, '14:00')), 'D-2'],
  ['nobody, once it is past two by the clocks of the neighbour', truly(november(13, '01:15')), ''],
])('at large is %s', async (_, asOf, atLarge) => {
  const { persons } = await ofIncident('INC-TRANSPORT', 'persons { subject status }')(asOf)
  const out = persons.filter(({ status }: Data) => status === 'AT_LARGE')
  expect(out.map(({ subject }: Data) => subject).join(' ')).toBe(atLarge)
})

test('what was released is seen until it is revoked', async () => {
  const sees = async (at: string) => {
    const text = 'query ($asOf: AsOf) { event(id: "VSK-005", asOf: $asOf) { reference } }'
    return (await query(inspection, text, { asOf: { known: { at } } })).event !== null
  }
  const moments = [november(12, '10:00'), november(12, '10:30'), november(13, '10:59'), november(13, '11:00')]
  expect(await Promise.all(moments.map(sees))).toEqual([false, true, true, false])
})

test('a name is erased by who holds it, on behalf of who says so', async () => {
  const { event } = await query(centre, '{ event(id: "VSK-095") { agency type data } }')
  expect(event).toMatchObject({
    agency: 'border',
    type: 'PersonalDataErased',
    data: { target: 'VSK-051', onBehalfOf: 'police' },
  })
})

test('a cost is added up although its currency stands in the name of the field', async () => {
  const { breakdown } = await query(
    centre,
    '{ breakdown(filter: { types: ["CostRecorded"] }, by: ["currency"], sum: "amount") { nodes { key { value } sum } } }',
  )
  expect(breakdown.nodes).toEqual([{ key: [{ value: 'EUR' }], sum: 84_000 }])
})

test('a task is called what it is, also where the agency’s name is part of it', async () => {
  const { tasks } = await ofIncident('OP-STRAIT', 'tasks(unassigned: true) { task title agency }')()
  expect(tasks).toEqual([{ task: 'S4', title: 'inspection of the hull', agency: 'inspection' }])
})
