import type { Marking } from '@concord/kernel'
import { expect, test } from 'vitest'
import type { EventFilter } from '../../asked/events.ts'
import { PictureRefused } from '../../asked/refused.ts'
import { indexedQuestions } from '../../indexed-questions.ts'
import { instant } from '../../testing/random-log.ts'
import { knowledge, readSideInMemory } from '../../testing/read-side-of.ts'
import { type LogLine, MINUTE, toldLog } from '../../testing/told-log.ts'

const { mostFound } = knowledge
const owner: Marking = { tlp: 'RED' }

/** Of each incident that somebody saw riders. */
const riders = (count: number, marking?: Marking): readonly LogLine[] =>
  Array.from({ length: count }, (_, number) => ({
    agency: 'alpha',
    incident: `I${number}`,
    type: 'IncidentOpened',
    data: { kind: 'theft', title: 'Riders seen' },
    minute: number,
    ...(marking && { marking }),
  }))

const asked = (told: readonly LogLine[]) => {
  const { models, take } = readSideInMemory()
  take(toldLog(told))
  const { events, incidents, statistics } = indexedQuestions(models)
  const reader = { agency: 'beta' }
  return {
    incidents: (text: string) => {
      const page = incidents(reader, { text }, { by: 'id', direction: 'ascending' }, { first: 20 }, {})
      return { total: page.total, ids: page.items.map(({ incident }) => incident.id) }
    },
    events: (filter: EventFilter) => {
      const page = events(reader, filter, { first: 20 }, {})
      return { total: page.total, streams: page.items.map(({ entry }) => entry.event.stream) }
    },
    count: (filter: EventFilter) => statistics(reader, filter, {}).total,
  }
}

test('as many events as are gone through are found and counted', () => {
  const { incidents, events, count } = asked(riders(mostFound))
  expect(events({ text: 'rider' }).total).toBe(mostFound)
  expect(incidents('rider').total).toBe(mostFound)
  expect(count({ text: 'rider' })).toBe(mostFound)
})

test('of more, those recorded last are found, and nobody counts them', () => {
  const { incidents, events, count } = asked(riders(mostFound + 2))
  const last = Array.from({ length: mostFound }, (_, number) => `I${number + 2}`)
  expect(incidents('rider')).toEqual({ total: undefined, ids: last })
  expect(events({ text: 'rider' })).toEqual({
    total: undefined,
    streams: last.map((id) => `alpha-${id}`).toReversed(),
  })
  expect(() => count({ text: 'rider' })).toThrow(PictureRefused)
})

test('the others are found in their incident, and at their time', () => {
  const { events, count } = asked(riders(mostFound + 2))
  const first = { total: 1, streams: ['alpha-I0'] }
  expect(events({ text: 'rider', incident: 'I0' })).toEqual(first)
  expect(events({ text: 'rider', occurredBefore: instant(MINUTE) })).toEqual(first)
  expect(count({ text: 'rider', incident: 'I0' })).toBe(1)
})

test('what is withheld is not gone through', () => {
  const { incidents } = asked([...riders(1), ...riders(mostFound + 2, owner)])
  expect(incidents('rider')).toEqual({ total: 1, ids: ['I0'] })
})

test('a text without words seeks nothing', () => {
  expect(asked(riders(mostFound + 2)).incidents('...').total).toBe(mostFound + 2)
})

test('a word is found by its beginning, however many words begin like it', () => {
  const numbered = Array.from({ length: 150 }, (_, number) => ({
    ...riders(1)[0]!,
    incident: `I${number}`,
    data: { kind: 'theft', title: `Post ${1000 + number}` },
  }))
  const { incidents } = asked(numbered)
  expect(incidents('post 1149').ids).toEqual(['I149'])
  expect(incidents('post 114').total).toBeUndefined()
  expect(incidents('post 1').ids).toEqual(['I148', 'I149'])
  expect(incidents('post 2').total).toBe(0)
})

test('a code is found as one word, not as its parts beside each other', () => {
  const called = ['HV-13 seen', 'HV‑130 seen', 'HV next to 13 sheep', 'HV 13'].map((title, number) => ({
    ...riders(1)[0]!,
    incident: `I${number}`,
    data: { kind: 'theft', title },
  }))
  expect(asked(called.slice(0, 3)).incidents('hv-13').ids).toEqual(['I0', 'I1'])
  expect(asked(called.slice(2)).incidents('hv-13').total).toBe(0)
  expect(asked(called.slice(2)).incidents('13 hv').ids).toEqual(['I2', 'I3'])
  expect(asked(riders(1)).incidents('alpha-I0').ids).toEqual(['I0'])
})
