import { audienceFor, createPolicy, glassesOf } from '@concord/access'
import type { Envelope, RecordedEvent, StoredEvent } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agencies, anyLog, PARTNER } from './random-readers/any-log.ts'
import { anyQuery, anySubscription } from './random-readers/any-question.ts'
import { centreOver, type RandomReader, subjectOf } from './random-readers/centre-over.ts'

/*
 * Random readers with random questions over random logs: whatever any agency can record, and whatever the schema lets
 * anybody ask. Two logs that differ only in what a reader may never see are told alike, byte for byte.
 */

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 25)
/** Milliseconds: one run takes some two seconds, ten where others work on the same machine. */
const timeout = 900_000 + 10_000 * runs

/** By agency, what its marking alone lets each of them see. */
const seesByMarking = new Map(
  [...agencies, PARTNER].map((name) => [
    name,
    audienceFor(createPolicy({ agencies, partners: name === PARTNER ? [name] : [] }))(name),
  ]),
)

const asFolded = (event: StoredEvent): RecordedEvent => ({
  ...event,
  envelope: event.metadata as Envelope,
})

const glassesIn = (log: readonly StoredEvent[]) => [
  ...glassesOf(log.filter(({ stream }) => stream.startsWith('glass-')).map(asFolded)).values(),
]

/** What a reader may never see, and what makes no difference to what they see. */
const withheldFrom = ({ agency }: RandomReader, log: readonly StoredEvent[]): ReadonlySet<StoredEvent> => {
  const namesReader = ({ data }: StoredEvent) => (data as { to?: readonly string[] }).to?.includes(agency)
  const released = new Set(
    log
      .filter((event) => event.type === 'ReleaseGranted' && namesReader(event))
      .map(({ data }) => (data as { event: string }).event),
  )
  const under = new Set(
    glassesIn(log)
      .filter(({ reader }) => reader.agency === agency && reader.subject === subjectOf({ agency }))
      .map(({ incident }) => incident),
  )
  const isWithheld = (event: StoredEvent): boolean =>
    (event.metadata as Envelope).agency !== agency &&
    !seesByMarking.get(agency)!(asFolded(event)) &&
    !released.has(event.id) &&
    !(['ReleaseGranted', 'ReleaseRevoked'].includes(event.type) && namesReader(event)) &&
    !under.has(event.stream.slice(event.stream.indexOf('-') + 1)) &&
    // A break-glass itself decides on what is seen, whoever sees it.
    !event.stream.startsWith('glass-')
  return new Set(log.filter(isWithheld))
}

/** Auditors of the joint centre too: how much there is tells them the check of the log, which these centres have none of. */
const reader: fc.Arbitrary<RandomReader> = fc.oneof(
  fc.record({
    agency: fc.constantFrom(...agencies, PARTNER),
    roles: fc.constant(['commander', 'analyst'] as const),
  }),
  fc.record({
    agency: fc.constantFrom(...agencies.filter((name) => name !== 'joc')),
    roles: fc.constant(['analyst', 'auditor'] as const),
  }),
  fc.record({
    agency: fc.constant('joc'),
    roles: fc.constantFrom(['coordinator'] as const, ['coordinator', 'analyst', 'auditor'] as const),
  }),
)

const asked = fc.record({
  log: anyLog(40),
  batch: fc.integer({ min: 1, max: 12 }),
  reader,
  questions: fc
    .tuple(fc.array(anyQuery, { minLength: 12, maxLength: 12 }), anySubscription)
    .map(([queries, subscription]) => [...queries, subscription]),
})
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never

/** What the reader is told to each question, over the log and over what is left of it. */
const toldBoth = async ({ log, batch, reader, questions }: Asked, left: readonly StoredEvent[]) => {
  const centres = [centreOver(log, batch), centreOver(left, batch)]
  const told = []
  for (const question of questions) {
    const [ofAll, ofLeft] = [
      await centres[0]!.told(reader, question),
      await centres[1]!.told(reader, question),
    ]
    told.push({ question, ofAll, ofLeft })
  }
  for (const centre of centres) centre.close()
  return told
}

test('two logs that differ only in what is withheld are told alike, whoever asks and whatever they ask', {
  timeout,
}, async () => {
  let differing = 0
  let answered = 0
  await fc.assert(
    fc.asyncProperty(asked, async (one) => {
      const withheld = withheldFrom(one.reader, one.log)
      if (withheld.size > 0) differing += 1
      const left = one.log.filter((event) => !withheld.has(event))
      for (const { question, ofAll, ofLeft } of await toldBoth(one, left)) {
        if (/"data":\{"/.test(ofLeft)) answered += 1
        expect(ofAll, question).toBe(ofLeft)
      }
    }),
    { numRuns: runs },
  )
  expect(differing).toBeGreaterThan(runs / 2)
  expect(answered).toBeGreaterThan(runs * 4)
})

test('the test can fail: without what a reader sees they are told otherwise', async () => {
  const told = []
  for (const one of fc.sample(asked, { numRuns: 4, seed: 1 })) {
    const withheld = withheldFrom(one.reader, one.log)
    told.push(
      ...(await toldBoth(
        one,
        one.log.filter((event) => withheld.has(event)),
      )),
    )
  }
  expect(told.filter(({ ofAll, ofLeft }) => ofAll !== ofLeft).length).toBeGreaterThan(told.length / 4)
})
