import { describe, expect, test } from 'vitest'
import { roster } from '../../services/roster.ts'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
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
 * Another story, told to ask the same kinds of questions: a coach accident on a pass in a snow storm with a prisoners'
 * transport behind it. Other names, other offsets, a type that nobody declares, two escapes in one incident, an
 * incident that is merged, a lead that is handed over, a report that is taken back, a release that is refused to one and
 * granted to another. The answers were worked out from the story by hand.
 */

const log = await tell(new URL('./tes-pass-2026.ndjson', import.meta.url))
const { query, answer } = asking(log)

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const analyst: Asker = { agency: 'joc', role: 'analyst' }
const auditor: Asker = { agency: 'joc', role: 'auditor' }
const police: Asker = { agency: 'police', role: 'commander' }
const border: Asker = { agency: 'border', role: 'commander' }
const emergency: Asker = { agency: 'emergency', role: 'commander' }
/** Whoever joined last, and is in no narrow release. */
const newest: Asker = { agency: roster.at(-1)!.name, role: 'commander' }

/** The clocks of the place run seven hours ahead of UTC, those of the capital eight. */
const tes = (day: number, time: string): string => `2026-01-${day}T${time}:00+07:00`
const then = (day: number, time: string): AsOf => ({ known: { at: tes(day, time) }, valid: tes(day, time) })
const truly = (day: number, time: string): AsOf => ({ valid: tes(day, time) })

describe('who is out', () => {
  test.each([
    ['then, before the first report', then(14, '08:40'), 'nobody known to be missing'],
    [
      'to the minute of the first report',
      then(14, '08:50'),
      '1 at large (K-11), since 14T08:20 (source TES-12)',
    ],
    ['after the correction', then(14, '10:25'), '2 at large (K-11, K-13), since 14T07:50 (source TES-18)'],
    [
      'in truth, to the minute',
      truly(14, '07:50'),
      '2 at large (K-11, K-13), since 14T07:50 (source TES-18)',
    ],
    ['in truth, a minute before', truly(14, '07:49'), 'nobody known to be missing'],
    [
      'after the second escape, one caught and not told yet',
      then(15, '05:00'),
      '3 at large (K-11, K-13, K-12), since 14T07:50 (source TES-18)',
    ],
    [
      'at the same moment, by all that is known',
      truly(15, '05:00'),
      '2 at large (K-11, K-12), since 14T07:50 (source TES-18)',
    ],
    ['in the end', {}, '1 at large (K-12), since 14T07:50 (source TES-18)'],
  ] as const)('%s', async (_, asOf, expected) => {
    expect(await answer(centre, whoIsAtLarge('GONE', asOf))).toBe(expected)
  })

  test('pinned to a position it is the same for ever, whatever moment is asked for', async () => {
    const position = String(log.find(({ envelope }) => envelope.reference === 'TES-17')!.position)
    expect(
      await answer(analyst, whoIsAtLarge('GONE', { known: { position }, valid: tes(15, '05:00') })),
    ).toBe('1 at large (K-11), since 14T08:20 (source TES-12)')
  })
})

describe('who does what', () => {
  test('tasks that nobody is on', async () => {
    expect(await answer(centre, whichTasksHaveNoOne('OP-TES', then(14, '09:30')))).toBe(
      'A2 (search of the huts): not answered since 10:05; A3 (drone): declined 09:20 by emergency; A1 border accepted',
    )
    const { operation } = await query(centre, '{ operation(id: "OP-TES") { tasks { task state } } }')
    expect(operation.tasks).toContainEqual({ task: 'A2', state: 'OVERDUE' })
  })

  test('people promised twice, and how that was settled', async () => {
    expect(await answer(centre, whoIsCommittedTwice(then(14, '10:00')))).toBe(
      'Yes: unit P-4, 9 people, on A1 since 09:12 and on Q1 since 09:55; settled 11:30 by TES-26 (5 on A1, 4 on Q1)',
    )
    expect(await answer(centre, whoIsCommittedTwice(then(14, '09:54')))).toBe('No')
  })

  test('who leads, after a hand-over that was rejected and one that was accepted', async () => {
    const lead = (asOf: AsOf) =>
      query(
        centre,
        'query ($asOf: AsOf) { incident(id: "COACH", asOf: $asOf) { lead participants { agency state } } }',
        {
          asOf,
        },
      )
    const rejected = await lead(then(14, '09:30'))
    expect(rejected.incident.lead).toBe('police')
    expect(rejected.incident.participants).toContainEqual({ agency: 'emergency', state: 'HANDOVER_REFUSED' })
    expect((await lead(then(14, '10:12'))).incident.lead).toBe('emergency')
  })

  test('who may pass', async () => {
    expect(await answer(centre, mayPass('BORSHOO', 'ambulances', then(14, '10:00')))).toBe(
      'Yes as ambulances: checkpoint restricted since 14 Jan 06:00 (snow storm), exceptions ploughs and ambulances since 06:00 (TES-02)',
    )
    expect(await answer(centre, mayPass('BORSHOO', 'lorries', then(14, '10:00')))).toMatch(/^No: /)
    expect(await answer(centre, mayPass('BORSHOO', 'lorries', {}))).toBe('Yes: the checkpoint is open')
  })
})

describe('what agencies say', () => {
  const dead = `query ($asOf: AsOf) { incident(id: "COACH", asOf: $asOf) {
    kind facts { about name value contradicted statements { agency value source { reference } } }
  } }`
  const deadIn = async (asOf: AsOf) =>
    (await query(centre, dead, { asOf })).incident.facts.find(({ name }: { name: string }) => name === 'dead')

  test('numbers of people contradict each other, whatever the reports are called, until a decision settles them', async () => {
    expect(await deadIn(then(14, '09:00'))).toEqual({
      about: 'casualties',
      name: 'dead',
      value: null,
      contradicted: true,
      statements: [
        { agency: 'police', value: 1, source: { reference: 'TES-03' } },
        { agency: 'emergency', value: 3, source: { reference: 'TES-06' } },
      ],
    })
    expect(await deadIn({})).toMatchObject({ value: 2, contradicted: false })
  })

  test('a type that nobody declares is kept under its own name', async () => {
    const { event, incident } = await query(
      centre,
      '{ event(id: "TES-03") { type data } incident(id: "COACH") { kind place { lat lon } } }',
    )
    expect(event).toMatchObject({ type: 'ReportFiled', data: { reportType: 'CoachAccidentReported' } })
    expect(incident).toEqual({ kind: 'traffic-accident', place: { lat: 50.62, lon: 92.41 } })
  })

  test('an incident that was merged says where it goes on, and the other one where it came from', async () => {
    const { bus, coach } = await query(
      centre,
      `{ bus: incident(id: "BUS") { status mergedInto } coach: incident(id: "COACH") { links { a b relation } } }`,
    )
    expect(bus).toEqual({ status: 'MERGED', mergedInto: 'COACH' })
    expect(coach.links).toContainEqual({ a: 'BUS', b: 'COACH', relation: 'REPLACED' })
  })

  test('a link that was held and refuted', async () => {
    const noun = ({ type }: { type: string }) => (/Escape/.test(type) ? 'escape' : 'collision')
    expect(await answer(analyst, whenWereTheyLinked('GONE', 'COACH', noun))).toBe(
      'From 14 Jan 14:00 to 15 Jan 09:00 (19 h 0 min); the collision date from 07:40, the escape from 07:50. The facts that refute it were both recorded by 14 Jan 10:25, so the link could have been refused 19 h 0 min earlier',
    )
  })
})

describe('the record', () => {
  test('what came late, and what was corrected', async () => {
    expect(await answer(analyst, whichReportsWereSlowest(3))).toBe(
      'TES-34 police 6 h 0 min; TES-17 border 1 h 40 min; TES-32 border 1 h 30 min',
    )
    expect(await answer(analyst, howLongUntilCorrected('GONE'))).toBe(
      '1 h 0 min (07:50 to 08:50); 1 h 35 min (08:50 to 10:25)',
    )
  })

  test('what is withheld from whom, and what a release and a refusal change', async () => {
    for (const reader of [emergency, newest])
      expect(await answer(reader, whatMayBeSeen(['TES-20'], police))).toMatch(/^Nothing: /)
    const intelligence = 'query ($asOf: AsOf) { event(id: "TES-20", asOf: $asOf) { reference } }'
    const known = (at: string) => ({ asOf: { known: { at } } })
    const seen = { event: { reference: 'TES-20' } }
    expect(await query(border, intelligence, known('2026-01-14T14:59:59+08:00'))).toEqual({ event: null })
    expect(await query(border, intelligence, known('2026-01-14T15:00:00+08:00'))).toEqual(seen)
    expect(await answer(newest, mayBeSeen('TES-34', police))).toBe(
      "No: released to police, border and JOC, condition H1 (no court use without the owner's permission)",
    )
  })

  test('how much of it there is, for those who see all of it and for those who do not', async () => {
    expect(await answer(analyst, howManyEvents())).toBe('35 operational, 1 exercise, 36 in the log')
    // Withheld from it: the intelligence, what became of its release, and the forensic statement.
    expect(await answer(newest, howManyEvents())).toBe('30 operational, 1 exercise, 31 in the log')
  })

  test('nothing was changed after the fact', async () => {
    expect(await answer(auditor, wasAnythingChanged())).toBe(
      'No event changed; 1 correction (TES-18) and 1 retraction (TES-19), each a new event; the hash chain verifies over all 36',
    )
  })
})
