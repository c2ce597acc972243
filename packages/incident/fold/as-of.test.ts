import type { RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreed } from '../agreed/agreed-view.ts'
import { incidentTopic } from '../changes/topic.ts'
import { anyLog, audience, READER } from '../testing/random-log.ts'
import { eventsInForce, type Moment, viewOf } from './as-of.ts'

const topic = incidentTopic('INC-1')

const logArbitrary = anyLog(
  [0, 1, 2, 3].map((value) => ['FactStated', { about: 'fire', name: 'areaHa', value }] as const),
)

const idsInForce = (log: readonly RecordedEvent[], moment: Moment = {}, reader = READER) =>
  eventsInForce(log, reader, audience, moment).map(({ id }) => id)

const runs = { numRuns: 2_000 }

describe('for any log', () => {
  test('the order in which events come in does not matter', () => {
    fc.assert(
      fc.property(
        logArbitrary.chain((log) =>
          fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length })),
        ),
        ([log, shuffled]) => {
          expect(idsInForce(shuffled)).toEqual(idsInForce(log))
        },
      ),
      runs,
    )
  })

  test('an answer pinned to a position never changes, whatever is recorded later', () => {
    fc.assert(
      fc.property(logArbitrary, fc.nat(24), (log, at) => {
        const moment = { known: { position: BigInt(at) } }
        const then = log.filter(({ position }) => position <= BigInt(at))
        expect(idsInForce(log, moment)).toEqual(idsInForce(then))
        expect(viewOf(topic, eventsInForce(log, READER, audience, moment), agreed.view)).toEqual(
          viewOf(topic, eventsInForce(then, READER, audience, {}), agreed.view),
        )
      }),
      runs,
    )
  })

  test('what is in force is what the plain words of the definition say', () => {
    fc.assert(
      fc.property(logArbitrary, fc.nat(9), (log, minute) => {
        const valid = `2025-04-01T00:0${minute}:00Z`
        expect(idsInForce(log, { valid }).toSorted()).toEqual(byDefinition(log, valid).toSorted())
      }),
      runs,
    )
  })

  test('what a reader may not see changes nothing for that reader', () => {
    fc.assert(
      fc.property(logArbitrary, (log) => {
        const seen = log.filter((event) => sees(event, log) || isWord(event))
        expect(idsInForce(seen)).toEqual(idsInForce(log))
      }),
      runs,
    )
  })

  test('the view is a fold in the order in which things happened', () => {
    fc.assert(
      fc.property(logArbitrary, (log) => {
        const inForce = eventsInForce(log, READER, audience, {})
        for (const [index, event] of inForce.entries()) {
          const before = inForce[index - 1]
          if (before === undefined) continue
          expect(before.envelope.occurredAt <= event.envelope.occurredAt).toBe(true)
          if (before.envelope.occurredAt === event.envelope.occurredAt)
            expect(before.position < event.position).toBe(true)
        }
        const view = viewOf(topic, inForce, agreed.view)
        const stated = inForce.filter(
          ({ type, envelope }) => type === 'FactStated' && envelope.mode === view?.mode,
        )
        const last = new Map(stated.map((event) => [event.envelope.agency, event]))
        const statements = view?.facts[0]?.statements ?? []
        expect(new Map(statements.map(({ agency, value }) => [agency, value]))).toEqual(
          new Map([...last].map(([agency, { data }]) => [agency, (data as { value: number }).value])),
        )
      }),
      runs,
    )
  })
})

/** Seen, not superseded, having happened: said once more, top down instead of in one pass. */
const byDefinition = (log: readonly RecordedEvent[], valid: string): readonly string[] => {
  const seen = log.filter((event) => sees(event, log))
  const fate = (event: RecordedEvent): 'standing' | 'corrected' | 'retracted' => {
    const aimed = seen.filter(
      ({ stream, envelope }) =>
        stream === event.stream &&
        envelope.mode === event.envelope.mode &&
        (envelope.corrects === event.id || envelope.retracts === event.id),
    )
    const last = aimed.filter((one) => fate(one) !== 'retracted').at(-1)
    if (last === undefined) return 'standing'
    return last.envelope.retracts === event.id ? 'retracted' : 'corrected'
  }
  return seen
    .filter((event) => fate(event) === 'standing' && event.envelope.occurredAt <= valid)
    .map(({ id }) => id)
}

const sees = (event: RecordedEvent, log: readonly RecordedEvent[]): boolean => {
  if (event.envelope.agency === READER) return true
  const word = log.findLast(
    (one) =>
      isWord(one) &&
      one.stream === event.stream &&
      one.envelope.mode === event.envelope.mode &&
      one.position > event.position &&
      (one.data as { event: string }).event === event.id,
  )
  return word === undefined ? audience(event) !== false : word.type === 'ReleaseGranted'
}

const isWord = ({ type }: RecordedEvent): boolean => type === 'ReleaseGranted' || type === 'ReleaseRevoked'

describe('by example', () => {
  const fact = (value: number, envelope: object) =>
    happened('FactStated', { about: 'fire', name: 'areaHa', value }, { agency: 'police', ...envelope })
  const retraction = (retracts: string) => happened('ReportRetracted', {}, { agency: 'police', retracts })
  const first = fact(1, { reference: 'A' })
  const second = fact(2, { reference: 'B', corrects: 'A' })
  const areaOf = (...told: readonly ReturnType<typeof happened>[]) => {
    const ids = new Map(
      told.flatMap(({ envelope }, index) =>
        envelope.reference ? [[envelope.reference, recorded(told[index]!, index).id] as const] : [],
      ),
    )
    const log = told.map((one, index) => recorded(one, index, ids, 'police-INC-1'))
    return viewOf(topic, eventsInForce(log, READER, audience, {}), agreed.view)?.facts[0]?.statements[0]
      ?.value
  }

  test('a retracted correction gives back what it had corrected', () => {
    expect(areaOf(first, second)).toBe(2)
    expect(areaOf(first, second, retraction('B'))).toBe(1)
    expect(areaOf(first, retraction('A'))).toBeUndefined()
  })

  test('a corrected correction does not', () => {
    const earlier = { occurredAt: '2025-03-01T00:00:00Z' }
    const third = fact(3, { corrects: 'B', ...earlier })
    expect(areaOf(first, second, third)).toBe(3)
  })

  test('a false alarm stands as reported until it is known to be one, and never happened after that', () => {
    const at = (minute: string) => ({ agency: 'police', occurredAt: `2025-04-01T00:${minute}:00Z` })
    const reported = happened('IncidentOpened', { kind: 'wildfire' }, { ...at('10'), reference: 'A' })
    const found = happened('FalseAlarmFound', { cause: 'dust' }, { ...at('30'), retracts: 'A' })
    const ids = new Map([['A', recorded(reported, 0).id]])
    const log = [reported, found].map((one, index) => recorded(one, index, ids, 'police-INC-1'))
    const stood = (moment: Moment) => {
      const view = viewOf(topic, eventsInForce(log, READER, audience, moment), agreed.view)
      return view && [view.status, view.disposition, view.kind]
    }
    const before = { known: { position: 0n } }
    expect(stood(before)).toEqual(['active', undefined, 'wildfire'])
    expect(stood({ ...before, valid: at('40').occurredAt })).toEqual(['active', undefined, 'wildfire'])
    expect(stood({})).toEqual(['resolved', 'false alarm', undefined])
    expect(stood({ valid: at('20').occurredAt })).toBeUndefined()
    const others = { agency: 'emergency', occurredAt: at('20').occurredAt }
    log.push(recorded(happened('IncidentOpened', {}, others), 2, ids, 'emergency-INC-1'))
    expect(stood({})).toEqual(['resolved', 'false alarm', undefined])
  })

  test('what is said of a record before there is one counts for nothing', () => {
    const hidden = recorded(fact(1, { marking: { tlp: 'RED' } }), 1, new Map(), 'police-INC-1')
    const open = recorded(fact(1, {}), 1, new Map(), 'police-INC-1')
    const before = (told: ReturnType<typeof happened>) => recorded(told, 0, new Map(), 'police-INC-1')
    const release = happened('ReleaseGranted', { event: hidden.id, to: [READER] }, { agency: 'police' })
    expect(idsInForce([before(release), hidden])).not.toContain(hidden.id)
    expect(idsInForce([before(retraction(open.id)), open])).toContain(open.id)
    expect(idsInForce([before(fact(2, { corrects: open.id })), open])).toContain(open.id)
  })

  test('at an instant a record counts that was known by then, an imported one by its older system', () => {
    const at = (known: string) => ({ known: { at: known } })
    const imported = { recordedAt: '2025-03-31T12:00:00Z', system: 'CAD', by: 'importer-1' }
    const [old, fresh] = [fact(1, { imported }), fact(2, {})].map((told, index) => ({
      ...recorded(told, index, new Map(), 'police-INC-1'),
      recordedAt: '2025-04-02T00:00:00.000Z',
    })) as [RecordedEvent, RecordedEvent]
    expect(idsInForce([old, fresh], at('2025-03-31T11:59:59Z'))).toEqual([])
    expect(idsInForce([old, fresh], at('2025-03-31T20:00:00+08:00'))).toEqual([old.id])
    expect(idsInForce([old, fresh], at('2025-04-02T00:00:00Z'))).toEqual([old.id, fresh.id])
  })
})

test('with four times as many releases, four times as often one is looked at, and not sixteen times', () => {
  const looksAt = (releases: number): number => {
    let looks = 0
    const events = Array.from({ length: releases }, (_, index) =>
      recorded(happened('FieldObservation', {}, { marking: { tlp: 'RED' } }), index),
    )
    const words = events.map((event, index) => {
      const word = recorded(happened('ReleaseGranted'), releases + index)
      const said = { event: event.id, to: [READER] }
      const look = () => {
        looks++
        return said
      }
      return Object.defineProperty(word, 'data', { get: look })
    })
    expect(eventsInForce([...events, ...words], READER, audience, {})).toHaveLength(2 * releases)
    return looks
  }
  expect(looksAt(400)).toBe(4 * looksAt(100))
})
