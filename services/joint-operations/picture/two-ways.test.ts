import type { Moment } from '@concord/incident'
import type { RecordedEvent, StoredEvent } from '@concord/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, randomLog } from './fixtures/random-log.ts'
import { knowledge, readSideInMemory } from './fixtures/read-side-of.ts'
import { indexedQuestions } from './indexed-questions.ts'
import type { EventFilter, IncidentFilter, IncidentOrder, Questions } from './picture.ts'
import { plainQuestions } from './plain-questions.ts'

const reader = fc.constantFrom('alpha', 'beta', 'gamma', 'joc', 'ally', 'stranger')

const moment: fc.Arbitrary<Moment> = fc.record({
  known: fc.oneof(
    fc.constant(undefined),
    fc.nat(300).map((position) => ({ position: BigInt(position) })),
    fc.nat(100).map((minute) => ({ at: instant(minute * 60_000) })),
  ),
  valid: fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: -1, max: 13 }).map((minute) => instant(minute * 60_000)),
  ),
})

const incidentFilter: fc.Arbitrary<IncidentFilter> = fc.record(
  {
    statuses: fc.subarray(['reported', 'acknowledged', 'active', 'contained', 'closed']),
    kinds: fc.subarray(['kind0', 'kind1', 'kind2']),
    modes: fc.constant(['operational']),
    agencies: fc.subarray(['alpha', 'beta'], { minLength: 1 }),
    box: fc.constantFrom({ west: -1, south: 0, east: 1, north: 1 }, { west: 1, south: 0, east: 0, north: 3 }),
    text: fc.constantFrom('kind', 'R1', 'opened kind1', 'area', '...'),
    openedAfter: fc.nat(12).map((minute) => instant(minute * 60_000)),
  },
  { requiredKeys: [] },
)

const eventFilter: fc.Arbitrary<EventFilter> = fc.record(
  {
    incident: fc.constantFrom('I0', 'I1'),
    types: fc.subarray(['IncidentOpened', 'FactStated', 'ReleaseGranted'], { minLength: 1 }),
    agencies: fc.subarray(['alpha', 'beta'], { minLength: 1 }),
    text: fc.constantFrom('kind', 'fire areaha', 'r2'),
    occurredBefore: fc.nat(12).map((minute) => instant(minute * 60_000)),
    firstReportsOnly: fc.boolean(),
    order: fc.constantFrom('known', 'occurred', 'delay'),
  },
  { requiredKeys: [] },
)

const order: fc.Arbitrary<IncidentOrder> = fc.record({
  by: fc.constantFrom('opened', 'changed', 'severity', 'id'),
  direction: fc.constantFrom('ascending', 'descending'),
})

const question = fc.record({ reader, moment, incidentFilter, eventFilter, order })
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never

/** Everything that can be asked, every page of it. */
const answers = (questions: Questions, asked: Question): unknown => {
  const { moment } = asked
  const agency = { agency: asked.reader }
  const incidents = pages((page) =>
    questions.incidents(agency, asked.incidentFilter, asked.order, page, moment),
  )
  return {
    incidents,
    events: pages((page) => questions.events(agency, asked.eventFilter, page, moment)),
    statistics: questions.statistics(agency, asked.eventFilter, moment),
    hotspots: pages((page) => questions.hotspots(agency, { maxConfidence: 30 }, page, moment)),
    topics: ['I0', 'I1', 'I2'].map((id) => questions.topic(agency, `incident:${id}`, moment)),
    units: questions.topics(agency, 'unit', { first: 10 }, moment),
    conflicts: questions.conflicts(agency, moment),
    references: ['R0', 'R3', 'R7'].map((reference) => questions.event(agency, reference, moment)),
  }
}

const pages = <
  Page extends { readonly items: readonly { readonly cursor: string }[]; readonly hasMore: boolean },
>(
  ask: (page: { readonly first: number; readonly after?: string }) => Page,
): readonly Page[] => {
  const all = [ask({ first: 2 })]
  while (all.at(-1)!.hasMore) all.push(ask({ first: 2, after: all.at(-1)!.items.at(-1)!.cursor }))
  return all
}

const recorded = (events: readonly StoredEvent[]): readonly RecordedEvent[] =>
  events.flatMap(
    (event, index) =>
      knowledge.vocabulary.read({
        ...event,
        ordinal: index + 1,
        data: JSON.stringify(event.data),
        metadata: JSON.stringify(event.metadata),
      }) ?? [],
  )

const inBatches = (events: readonly StoredEvent[], size: number) =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, index) =>
    events.slice(index * size, (index + 1) * size),
  )

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 1500)

describe('two ways to the same answer', { timeout: 300_000 }, () => {
  test('the index answers as the plain fold does, for any reader at any two moments', () => {
    fc.assert(
      fc.property(
        randomLog(28),
        fc.integer({ min: 1, max: 12 }),
        fc.array(question, { minLength: 3, maxLength: 3 }),
        (log, size, asked) => {
          const { side, models, take } = readSideInMemory()
          for (const batch of inBatches(log, size)) take(batch)
          const plain = plainQuestions(recorded(log), knowledge)
          const indexed = indexedQuestions(models)
          for (const one of asked) expect(answers(indexed, one)).toEqual(answers(plain, one))
          side.close()
        },
      ),
      { numRuns: runs },
    )
  })

  test('an answer pinned to a position never changes when more is appended', () => {
    fc.assert(
      fc.property(randomLog(28), fc.nat(28), question, (log, cut, asked) => {
        const { side, models, take } = readSideInMemory()
        const [before, after] = [log.slice(0, cut), log.slice(cut)]
        take(before)
        const indexed = indexedQuestions(models)
        const position = before.at(-1)?.position ?? 0n
        const pinned = { ...asked, moment: { ...asked.moment, known: { position } } }
        const then = answers(indexed, pinned)
        for (const batch of inBatches(after, 3)) take(batch)
        expect(answers(indexed, pinned)).toEqual(then)
        side.close()
      }),
      { numRuns: runs },
    )
  })

  test.each([
    ['forgets what was known before', 'DELETE FROM rectangle'],
    ['forgets imported records', 'DELETE FROM instant_rectangle'],
    ['shows everybody what holds now', 'UPDATE tail SET mask = (1 << 62) - 1'],
    ['forgets corrections and releases', 'DELETE FROM entangled'],
    [
      'takes a minute too much as valid',
      'UPDATE rectangle SET valid_to = valid_to + 60000, valid_to_s = valid_to_s + 60',
    ],
    ['keeps what was corrected for ever', 'UPDATE rectangle SET known_to = 2147483647'],
  ])('an index that %s is found out', (_, harm) => {
    const { failed } = fc.check(
      fc.property(randomLog(28), fc.array(question, { minLength: 3, maxLength: 3 }), (log, asked) => {
        const { side, models, take } = readSideInMemory()
        take(log)
        side.projections[0]!.database.exec(harm)
        const plain = plainQuestions(recorded(log), knowledge)
        const indexed = indexedQuestions(models)
        for (const one of asked) expect(answers(indexed, one)).toEqual(answers(plain, one))
        side.close()
      }),
      { numRuns: 1000, endOnFailure: true },
    )
    expect(failed).toBe(true)
  })
})
