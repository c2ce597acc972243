import { describe, expect, test } from 'vitest'
import { asking } from './asking.ts'
import type { Asker, AsOf } from './question.ts'
import { tell } from './told.ts'

/*
 * A dam breaks in the night in which the clocks are put back, and a prison bus is swept off a ford: the number of those
 * who are out is corrected twice, one of them is found dead, is not, and is after all. Corrections asks for intelligence
 * of which it knows no more than what it would be about, and a task is accepted after its deadline.
 */

const { query, ofIncident } = asking(await tell(new URL('./drava-2025.ndjson', import.meta.url)))

const centre: Asker = { agency: 'joc', role: 'coordinator' }
const corrections: Asker = { agency: 'corrections', role: 'commander' }

/**
 * By the clocks of the place: two hours ahead of UTC until they are put back in the night to the 26th, one from then
 * on.
 */
const summer = (day: number, time: string): string => `2025-10-${day}T${time}:00+02:00`
const winter = (day: number, time: string): string => `2025-10-${day}T${time}:00+01:00`
const then = (at: string): AsOf => ({ known: { at }, valid: at })
const truly = (at: string): AsOf => ({ valid: at })

describe('who is out', () => {
  const out = async (asOf: AsOf) => {
    const { persons } = await ofIncident('INC-ESC', 'persons { subject status missingSince }')(asOf)
    const people = persons as readonly { subject: string; status: string; missingSince: string }[]
    const atLarge = people.filter(({ status }) => status === 'AT_LARGE')
    return {
      out: atLarge.map(({ subject }) => subject).join(' '),
      since: atLarge[0]?.missingSince.slice(11, 16),
      dead: people.filter(({ status }) => status === 'DEAD').map(({ subject }) => subject),
    }
  }

  test.each([
    ['is five, by the first report', then(summer(26, '00:25')), 'P-1 P-2 P-3 P-4 P-5', '23:05', []],
    ['is three, by its correction', then(summer(26, '01:45')), 'P-1 P-2 P-4', '22:50', []],
    ['is still three at a quarter to three', then(summer(26, '02:45')), 'P-1 P-2 P-4', '22:50', []],
    ['is four when the clock says so again', then(winter(26, '02:45')), 'P-1 P-2 P-4 P-5', '22:55', []],
    ['was four in truth', truly(summer(25, '23:00')), 'P-1 P-2 P-4 P-5', '22:55', []],
    ['is one fewer once a body is found', then(winter(26, '07:00')), 'P-1 P-2 P-4', '22:55', ['P-5']],
    ['and not when it is somebody else’s', then(winter(26, '09:00')), 'P-1 P-4 P-5', '22:55', []],
    ['although it was', truly(winter(26, '09:00')), 'P-1 P-4', '22:55', ['P-5']],
    ['as is known from half past ten', then(winter(26, '10:35')), 'P-1 P-4', '22:55', ['P-5']],
  ])('%s', async (_, asOf, expected, since, dead) => {
    expect(await out(asOf)).toEqual({ out: expected, since, dead })
  })

  test('is nobody when the last is back', async () => {
    expect(await ofIncident('INC-ESC', 'status')()).toEqual({ status: 'RESOLVED' })
  })

  test('was corrected twice, each time later', async () => {
    const { corrections: told } = await ofIncident(
      'INC-ESC',
      'corrections { first { reference } truthToReportS steps { corrected { reference } afterS } }',
    )()
    expect(told).toContainEqual({
      first: { reference: 'DRA-17' },
      truthToReportS: 5100,
      steps: [
        { corrected: { reference: 'DRA-20' }, afterS: 4800 },
        { corrected: { reference: 'DRA-23' }, afterS: 6600 },
      ],
    })
  })
})

test('a task that was answered too late has nobody at its deadline', async () => {
  const late = async (at: string) => {
    const { tasks } = await ofIncident(
      'OP-DRAVA',
      `tasks(unassigned: true, dueBefore: "${at}") { task state }`,
    )(then(at))
    return tasks
  }
  const declined = { task: 'T3', state: 'DECLINED' }
  expect(await late(winter(26, '02:20'))).toEqual([declined])
  expect(await late(winter(26, '02:40'))).toEqual([declined, { task: 'T4', state: 'ASSIGNED' }])
  expect(await late(winter(26, '02:55'))).toEqual([declined])
})

test('who wants to hand an incident over leads it, and still does when that is refused', async () => {
  const { lead, participants } = await ofIncident(
    'INC-FANS',
    'lead participants { agency state }',
  )(then(winter(26, '10:00')))
  expect(lead).toBe('police')
  expect(participants).toContainEqual({ agency: 'border', state: 'HANDOVER_REFUSED' })
})

test('a prison is counted as a work detail is', async () => {
  const { facts } = await ofIncident('INC-PRIS', 'facts { about name value }')()
  expect(facts).toEqual([
    { about: 'prison LIPA', name: 'present', value: 181 },
    { about: 'prison LIPA', name: 'expected', value: 186 },
  ])
})

test('who asks for what they know nothing of sees the request and the refusal, and nothing else', async () => {
  const seen = await query(
    corrections,
    `{ events(filter: { types: ["ReleaseRequested", "ReleaseRefused", "ReleaseGranted", "IntelligenceReported",
      "IntelligenceRegraded"] }) { totalCount nodes { reference } } }`,
  )
  expect(seen.events).toEqual({
    totalCount: 2,
    nodes: [{ reference: 'DRA-38' }, { reference: 'DRA-36' }],
  })
})

test('a hypothesis is held, given up and held again', async () => {
  const { links } = await ofIncident('INC-BOAT', 'links { confidence heldS basis { reference } }')()
  expect(links).toEqual([
    { confidence: 'low', heldS: 24_900, basis: [{ reference: 'DRA-21' }, { reference: 'DRA-22' }] },
    { confidence: 'high', heldS: null, basis: [] },
  ])
})

test('the dead of the exercise are nobody’s', async () => {
  const { facts } = await ofIncident('INC-DAM', 'facts { name value }')()
  expect(facts).toContainEqual({ name: 'dead', value: 3 })
  const asked = '{ statistics { byMode { name count } } }'
  const { byMode } = (await query(centre, asked)).statistics
  expect(byMode).toContainEqual({ name: 'exercise', count: 1 })
})
