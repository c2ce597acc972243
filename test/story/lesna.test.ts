import { expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf, Question } from './question.ts'
import { mayPass, whichTasksHaveNoOne, whoIsAtLarge, whoIsCommittedTwice } from './questions-about-people.ts'
import {
  howLongUntilCorrected,
  howManyEvents,
  mayBeSeen,
  wasAnythingChanged,
  whatMayBeSeen,
  whenWereTheyLinked,
  whichReportsWereSlowest,
} from './questions-about-the-record.ts'
import { tell } from './told.ts'

/*
 * Chlorine from a train at a border station, and a prison van that is hijacked meanwhile: whoever is out is told of in words
 * of the prison's own, a cloud is measured anew without its dead being counted anew, and an explosion was a door. Written
 * before anybody looked how Concord says it; the answers were worked out by hand.
 */

const { query, answer, ofIncident } = asking(await tell(new URL('./lesna-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const analyst: Asker = { agency: 'joc', role: 'analyst' }
const auditor: Asker = { agency: 'joc', role: 'auditor' }
const police: Asker = { agency: 'police', role: 'commander' }
const border: Asker = { agency: 'border', role: 'commander' }
const corrections: Asker = { agency: 'corrections', role: 'commander' }

/** A moment of the story; its clocks run two hours ahead of UTC. */
const november = (day: number, time: string): string => `2025-11-0${day}T${time}:00+02:00`
const then = (day: number, time: string): AsOf => ({
  known: { at: november(day, time) },
  valid: november(day, time),
})
const truly = (day: number, time: string): AsOf => ({ valid: november(day, time) })

const questions: readonly (readonly [asker: Asker, question: Question, answer: string])[] = [
  [
    centre,
    whoIsAtLarge('INC-VAN', then(3, '08:30')),
    '2 at large (D-1, D-2), since 03T07:40 (source LES-09)',
  ],
  [
    centre,
    whoIsAtLarge('INC-VAN', then(3, '09:30')),
    '3 at large (D-1, D-2, D-4), since 03T07:05 (source LES-16)',
  ],
  [
    analyst,
    whoIsAtLarge('INC-VAN', truly(3, '07:30')),
    '3 at large (D-1, D-2, D-4), since 03T07:05 (source LES-16)',
  ],
  [analyst, whoIsAtLarge('INC-VAN', then(3, '07:45')), 'nobody known to be missing'],
  [
    analyst,
    whoIsAtLarge('INC-VAN', { known: { at: november(3, '17:30') }, valid: november(3, '17:00') }),
    '2 at large (D-1, D-4), since 03T07:05 (source LES-16)',
  ],
  [analyst, whoIsAtLarge('INC-VAN', truly(3, '17:00')), '1 at large (D-1), since 03T07:05 (source LES-16)'],
  [
    centre,
    whichTasksHaveNoOne('OP-LESNA', then(3, '08:50')),
    'T3 (drone search): declined 08:45 by emergency; T1 police and T2 border accepted',
  ],
  [
    centre,
    mayPass('LESNA', 'ambulances', then(3, '10:00')),
    'Yes as ambulances: checkpoint closed since 3 Nov 06:35 (shelter in place), exceptions ambulances and hazmat crews since 09:30 (LES-17)',
  ],
  [
    centre,
    whoIsCommittedTwice(then(3, '12:30')),
    'Yes: unit M-3, 12 people, on T2 since 08:34 and on R2 since 12:15; settled 12:40 by LES-27 (5 on T2, 7 on R2)',
  ],
  [
    analyst,
    whenWereTheyLinked('INC-ARMS', 'INC-VAN', ({ type }) => (type === 'ReportFiled' ? 'theft' : 'hijacking')),
    'From 3 Nov 11:00 to 3 Nov 18:20 (7 h 20 min); the theft date from 22:00, the hijacking from 07:05. The facts that refute it were both recorded by 3 Nov 10:15, so the link could have been refused 7 h 20 min earlier',
  ],
  [
    analyst,
    whichReportsWereSlowest(4),
    'LES-19 police 12 h 20 min; LES-18 police 12 h 15 min; LES-37 police 4 h 0 min; LES-34 border 1 h 25 min',
  ],
  [analyst, howLongUntilCorrected('INC-VAN'), '1 h 5 min (07:05 to 08:10); 1 h 10 min (08:10 to 09:20)'],
  [
    border,
    whatMayBeSeen(['LES-20', 'LES-41'], police),
    'Nothing: released to corrections, police and JOC only; not in lists, counts, history or errors',
  ],
  [
    corrections,
    mayBeSeen('LES-37', police),
    "No: released to police and JOC, condition H1 (no onward release; not for use in court without the owner's permission)",
  ],
  [analyst, howManyEvents(), '45 operational, 1 exercise, 46 in the log'],
  [
    auditor,
    wasAnythingChanged(),
    'No event changed; 3 corrections (LES-16, -39, -41), 1 retraction (LES-28) and 1 erasure (LES-46), each a new event; the hash chain verifies over all 46',
  ],
]

test.each(questions.map(([asker, question, expected]) => ({ asker, question, expected })))(
  '$expected',
  async ({ asker, question, expected }) => {
    expect(await answer(asker, question)).toBe(expected)
  },
)

const cloud = async (asOf: AsOf) => {
  const { facts } = await ofIncident(
    'INC-RAIL',
    'facts { name value statements { source { reference } } }',
  )(asOf)
  const told = ['plumeKm2', 'ppm', 'dead', 'poisoned', 'evacuated'].flatMap((name) =>
    facts.filter((fact: { name: string }) => fact.name === name),
  )
  return Object.fromEntries(
    told.map(({ name, value, statements: [only] }) => [name, [value, only.source.reference]]),
  )
}

test('the cloud is as large as was known then, and in truth smaller with a third dead and as many poisoned', async () => {
  expect(await cloud(then(3, '08:30'))).toEqual({})
  expect(await cloud(truly(3, '08:30'))).toEqual({ plumeKm2: [6.5, 'LES-15'], ppm: [12, 'LES-15'] })
  const told = { ppm: [3, 'LES-22'], poisoned: [61, 'LES-22'], evacuated: [800, 'LES-22'] }
  expect(await cloud(then(3, '12:00'))).toEqual({ ...told, plumeKm2: [14, 'LES-22'], dead: [2, 'LES-22'] })
  expect(await cloud(truly(3, '12:00'))).toEqual({ ...told, plumeKm2: [9.5, 'LES-39'], dead: [3, 'LES-39'] })
})

test('an air sample that came in two batches is counted once', async () => {
  const { breakdown } = await query(
    analyst,
    '{ breakdown(filter: { types: ["ReportFiled"], text: "air" }, by: ["reportType"], sum: "new") { nodes { sum } } }',
  )
  expect(breakdown.nodes).toEqual([{ sum: 670 }])
})
