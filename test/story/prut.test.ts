import { describe, expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { mayPass, whichTasksHaveNoOne, whoIsCommittedTwice } from './questions-about-people.ts'
import { tell } from './told.ts'

/*
 * A flood that closes a border bridge, a hostage taking in a remand prison and a missing child, by people who have other names
 * for nearly every event: a `CrossingClosed`, a `TaskRefused`, a `ChildAlertIssued`, a `UnitCommitted`, a `FalseAlarmDeclared`. The
 * answers were worked out from the story by hand before anybody asked.
 */

const { query, answer, ofIncident } = asking(await tell(new URL('./prut-2024.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }

const prut = (day: number, time: string): string => `2024-06-${day}T${time}:00+03:00`
const then = (day: number, time: string): AsOf => ({ known: { at: prut(day, time) }, valid: prut(day, time) })
const truly = (day: number, time: string): AsOf => ({ valid: prut(day, time) })

describe('persons in reports that nobody has a type for', () => {
  const persons = ofIncident('INC-REMAND', 'persons { subject status since source { reference } }')
  const heldIn = async (asOf: AsOf) =>
    ((await persons(asOf))?.persons ?? [])
      .filter(({ status }: { status: string }) => status === 'HELD')
      .map(({ subject }: { subject: string }) => subject)

  test.each([
    ['by the first report', then(11, '08:30'), ['H-1', 'H-2']],
    ['after the correction', then(11, '09:30'), ['H-1', 'H-2', 'H-3']],
    ['before anything was known', then(11, '08:00'), []],
    ['in truth at that moment', truly(11, '08:00'), ['H-1', 'H-2', 'H-3']],
    ['when one was let go', then(11, '14:00'), ['H-1', 'H-3']],
    ['in the end', {}, []],
  ])('who is held hostage, %s', async (_, asOf, held) => {
    expect(await heldIn(asOf)).toEqual(held)
  })

  test('a child is missing until it is known to be found', async () => {
    const child = ofIncident('INC-CHILD', 'status persons { subject status missingSince }')
    expect(await child(then(10, '22:45'))).toMatchObject({
      persons: [{ subject: 'K-1', status: 'MISSING', missingSince: prut(10, '13:00') }],
    })
    expect(await child(truly(10, '22:45'))).toMatchObject({
      status: 'RESOLVED',
      persons: [{ status: 'FOUND' }],
    })
  })

  test('who was released on conditions, and detained again', async () => {
    const holder = ofIncident('INC-DOCS-A', 'persons { subject status since }')
    expect(await holder(truly(12, '20:00'))).toEqual({
      persons: [{ subject: 'S-11', status: 'RELEASED', since: prut(12, '16:00') }],
    })
    expect((await holder(truly(13, '21:00'))).persons[0].status).toBe('DETAINED')
    expect((await holder(then(13, '22:10'))).persons[0].status).toBe('RELEASED')
  })
})

test('who may pass a crossing that was closed, excepted and reopened under other words', async () => {
  expect(await answer(centre, mayPass('LEUSENI', 'ambulance', then(11, '04:30')))).toMatch(/^No: /)
  expect(await answer(centre, mayPass('LEUSENI', 'ambulance', then(11, '06:00')))).toMatch(
    /^Yes as ambulance: checkpoint closed since 10 Jun 23:40 \(flood water on the bridge approach\)/,
  )
  expect(await answer(centre, mayPass('LEUSENI', 'lorries', {}))).toMatch(/^No: /)
})

test('which task was refused, and which has somebody in the end', async () => {
  expect(await answer(centre, whichTasksHaveNoOne('OP-PRUT', then(10, '15:30')))).toMatch(
    /A2[^;]*: declined 15:09 by border/,
  )
  const open = '{ operation(id: "OP-PRUT") { tasks(unassigned: true) { task } } }'
  expect((await query(centre, open)).operation.tasks).toEqual([])
})

test('only those are committed twice whose first task is not done', async () => {
  expect(await answer(centre, whoIsCommittedTwice(then(11, '02:00')))).toBe('No')
  expect(await answer(centre, whoIsCommittedTwice(then(11, '09:45')))).toBe(
    'Yes: unit P-20, 20 people, on A4 since 01:30 and on Q1 since 09:30; settled 10:00 by PR-31 (8 on A4, 12 on Q1)',
  )
})

test('which warnings were in force', async () => {
  const alerts = async (asOf: AsOf) =>
    (
      await query(
        centre,
        'query ($asOf: AsOf) { incidents(asOf: $asOf, first: 20) { nodes { alerts { identifier state } } } }',
        { asOf },
      )
    ).incidents.nodes
      .flatMap((node: { alerts: { identifier: string; state: string }[] }) => node.alerts)
      .filter(({ state }: { state: string }) => state !== 'CANCELLED')
      .map(({ identifier }: { identifier: string }) => identifier)
      .toSorted()
  expect(await alerts(then(10, '22:45'))).toEqual(['MD-CHILD-0610', 'MD-FL-0610-1'])
  expect(await alerts(then(11, '00:00'))).toEqual(['MD-FL-0610-1'])
  expect(await alerts({})).toEqual([])
})

test('people are counted against each other, whatever they were hurt by', async () => {
  const facts = ofIncident('INC-FLOOD', 'facts { about name value contradicted settled { value } }')
  const injured = async (asOf: AsOf) =>
    (await facts(asOf)).facts.filter(({ name }: { name: string }) => name === 'injured')
  const fact = { about: 'casualties', name: 'injured' }
  expect(await injured(then(11, '06:00'))).toEqual([
    { ...fact, value: null, contradicted: true, settled: null },
  ])
  expect(await injured({})).toMatchObject([{ ...fact, value: 5, settled: { value: 5 } }])
})

test('a strike is one thing from beginning to end', async () => {
  const facts = ofIncident('INC-REMAND', 'facts { about name value }')
  const strikers = async (asOf: AsOf) =>
    (await facts(asOf)).facts.filter(({ name }: { name: string }) => name === 'strikers')
  expect(await strikers(then(10, '12:00'))).toEqual([{ about: 'hunger strike', name: 'strikers', value: 6 }])
  expect(await strikers({})).toEqual([{ about: 'hunger strike', name: 'strikers', value: 19 }])
})

test('what somebody was given in one line on two records, and no longer is', async () => {
  const told = ofIncident(
    'INC-CHILD',
    'timeline(superseded: true) { nodes { event { reference } told { agency since until by } } }',
  )
  const { timeline } = await told()
  const released = timeline.nodes.flatMap(
    ({ event, told }: { event: { reference: string }; told: { by: string }[] }) =>
      told.filter(({ by }) => by === 'RELEASE').map((one) => [event.reference, one]),
  )
  const release = { agency: 'inspection', since: prut(10, '15:46'), until: prut(11, '09:00'), by: 'RELEASE' }
  expect(released).toEqual([
    ['PR-04', release],
    ['PR-09', release],
  ])
})

test('a false alarm is taken back, and the merged case goes on in the other one', async () => {
  const drone = ofIncident(
    'INC-DRONE-1',
    'status disposition timeline(superseded: true) { nodes { inForce event { reference } } }',
  )
  const found = await drone()
  expect(found).toMatchObject({ status: 'RESOLVED', disposition: 'false alarm' })
  expect(found.timeline.nodes).toMatchObject([
    { inForce: false, event: { reference: 'PR-35' } },
    { inForce: true, event: { reference: 'PR-36' } },
  ])
  const knownBefore = { known: { at: prut(11, '22:06') } }
  expect(await drone(knownBefore)).toMatchObject({ status: 'REPORTED', disposition: null })
  const merged = ofIncident('INC-DOCS-B', 'status mergedInto')
  expect(await merged(truly(11, '16:00'))).toEqual({ status: 'REPORTED', mergedInto: null })
  expect(await merged()).toEqual({ status: 'MERGED', mergedInto: 'INC-DOCS-A' })
  expect((await ofIncident('INC-DOCS-A', 'status')()).status).not.toBe('MERGED')
})
