import { happened, recorded } from '@concord/kernel/given'
import { describe, expect, test } from 'vitest'
import { speak } from '../agency-definition.ts'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { decisions } from '../vocabulary/decisions.ts'
import { eventsInForce, viewOf } from './as-of.ts'
import { isUpheld } from './contradiction.ts'
import { toldAgain } from './told-again.ts'

const { view } = speak(agreed, decisions)

interface Count {
  readonly dead: number
  readonly injured?: number
}

/** What an agency counts, at which minute; `corrects` is the place of an earlier count of its own. */
interface Counted {
  readonly agency: string
  readonly count: Count
  readonly minute?: number
  readonly corrects?: number
}

const at = (minute: number) => `2025-04-01T00:${String(minute).padStart(2, '0')}:00Z`

const counted = ({ agency, count, minute, corrects }: Counted) =>
  happened('CasualtiesReported', count, {
    agency,
    ...(minute === undefined ? {} : { occurredAt: at(minute) }),
    ...(corrects === undefined ? {} : { corrects: `R${corrects}` }),
  })

const leads = happened('Led', {}, { agency: 'watch' })
const decidesOnTwo = happened(
  'DecisionRecorded',
  { basis: ['A-1'], fact: { name: 'dead', value: 2 } },
  { agency: 'watch' },
)

/** What is said of the dead where the watch, which leads, has decided for two, and the parks had counted three. */
const afterDecision = (...later: readonly Counted[]) => {
  const told = [
    leads,
    counted({ agency: 'watch', count: { dead: 2 } }),
    counted({ agency: 'parks', count: { dead: 3, injured: 1 } }),
    decidesOnTwo,
    ...later.map(counted),
  ]
  const ids = new Map(told.map((one, index) => [`R${index}`, recorded(one, index).id]))
  const events = told.map((one, index) => recorded(one, index, ids))
  const meaning = toldAgain(
    (event) =>
      event.type === 'Led' ? [{ change: 'participant', agency: 'watch', state: 'lead' }] : view(event),
    ({ envelope }) => events.find(({ id }) => id === envelope.corrects),
  )
  const incident = viewOf(
    incidentTopic('INC-1'),
    eventsInForce(events, 'centre', () => true, {}),
    meaning,
  )!
  const dead = incident.facts.find(({ name }) => name === 'dead')!
  return {
    settled: dead.settled?.value,
    upheld: dead.statements.filter(isUpheld).map(({ agency, value }) => [agency, value]),
    injured: incident.facts.find(({ name }) => name === 'injured')?.statements[0]?.value,
  }
}

const PARKS = 2
const settled = { settled: 2, upheld: [['watch', 2]] }

describe('an agency that was overruled', () => {
  test.each([
    ['for the time before the decision', PARKS],
    ['for the time after it', 20],
  ])('and puts something else right, %s, says nothing new of what was settled', (_, minute) => {
    const corrected = { agency: 'parks', count: { dead: 3, injured: 4 }, minute, corrects: PARKS }
    expect(afterDecision(corrected)).toEqual({ ...settled, injured: 4 })
    const again = { ...corrected, count: { dead: 3, injured: 5 }, corrects: 4 }
    expect(afterDecision(corrected, again)).toEqual({ ...settled, injured: 5 })
  })

  test('and puts that very thing right says something new, and it is in dispute again', () => {
    const corrected = { agency: 'parks', count: { dead: 4 }, minute: PARKS, corrects: PARKS }
    expect(afterDecision(corrected)).toMatchObject({
      upheld: [
        ['watch', 2],
        ['parks', 4],
      ],
    })
    expect(afterDecision({ ...corrected, minute: 20 })).toMatchObject({
      settled: undefined,
      upheld: [
        ['watch', 2],
        ['parks', 4],
      ],
    })
  })

  test('and says otherwise and then again what was overruled says that anew', () => {
    const otherwise = { agency: 'parks', count: { dead: 4 }, minute: 20, corrects: PARKS }
    const back = { ...otherwise, count: { dead: 3 }, minute: 21, corrects: 4 }
    expect(afterDecision(otherwise, back)).toMatchObject({ settled: undefined })
  })
})

test('with four times as many that put right what comes of one row of corrections, four times as many are looked for', () => {
  const looksAmong = (corrections: number): number => {
    const counts = (index: number, corrects?: number) =>
      recorded(
        counted({ agency: 'parks', count: { dead: 3 }, ...(corrects !== undefined && { corrects }) }),
        index,
        ids,
      )
    const ids = new Map<string, string>()
    const row = Array.from({ length: corrections }, (_, index) => {
      const one = counts(index, index > 0 ? index - 1 : undefined)
      ids.set(`R${index}`, one.id)
      return one
    })
    const byId = new Map(row.map((one) => [one.id, one]))
    let looks = 0
    const meaning = toldAgain(view, ({ envelope }) => {
      looks++
      return byId.get(envelope.corrects ?? '')
    })
    const heads = row.map((_, index) => counts(corrections + index, index))
    for (const head of heads)
      expect(meaning(head)).toMatchObject([{ told: { since: row[0]!.envelope.occurredAt } }])
    return looks
  }
  expect(looksAmong(400)).toBeLessThan(5 * looksAmong(100))
})
