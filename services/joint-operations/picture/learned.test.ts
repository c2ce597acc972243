import { incidentTopic, type Known } from '@concord/incident'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Learned } from './asked/events.ts'
import { plainQuestions } from './definition/plain-questions.ts'
import { indexedQuestions } from './indexed-questions.ts'
import { inBatches, known, reader, recorded } from './testing/ask-everything.ts'
import { randomLog } from './testing/random-log.ts'
import { knowledge, readSideInMemory } from './testing/read-side-of.ts'

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 300)
const everything = { first: 1000 }
const topic = incidentTopic('I0')

test('what a reader learned after one moment and by another is what they saw as of the other and not as of the one', () => {
  fc.assert(
    fc.property(randomLog(28), reader, known, known, (log, agency, after, until) => {
      const { side, models, take } = readSideInMemory()
      for (const batch of inBatches(log, 5)) take(batch)
      const indexed = indexedQuestions(models)
      const plain = plainQuestions(recorded(log), knowledge)

      const seenAsOf = (at: Known, questions = plain) =>
        questions.events({ agency }, {}, everything, { known: at }).items.map(({ entry }) => entry.event.id)
      // Of what comes after a position nothing is heard, though it may be known by an instant.
      const heard = plainQuestions(
        recorded(log).filter((event) => !('position' in until) || event.position <= until.position),
        knowledge,
      )
      const before = new Set(seenAsOf(after, heard))
      const came = seenAsOf(until).filter((id) => !before.has(id))
      const ofTopic = new Set(
        plain.topic({ agency }, topic, { known: until })?.known.map(({ event }) => event.id),
      )

      // Asked today: but for what was released by then and has been taken back since.
      const today = new Set(seenAsOf({ position: 999n }))
      const beforeToday = new Set(seenAsOf(after))
      const askedToday: Learned = { learnedAfter: after, learnedUntil: until }
      const askedThen: Learned = { learnedAfter: after }
      const list = (learned: Learned, moment = {}) =>
        indexed.events({ agency }, learned, everything, moment).items.map(({ entry }) => entry.event.id)
      const timeline = (learned: Learned, moment = {}) =>
        indexed.learned({ agency }, topic, learned, moment).map(({ event }) => event.id)

      expect(list(askedThen, { known: until })).toEqual(came)
      expect(list(askedToday)).toEqual(seenAsOf(until).filter((id) => !beforeToday.has(id) && today.has(id)))
      expect(indexed.statistics({ agency }, askedThen, { known: until }).total).toBe(came.length)
      if (ofTopic.size > 0)
        expect(timeline(askedThen, { known: until }).toSorted()).toEqual(
          came.filter((id) => ofTopic.has(id)).toSorted(),
        )
      side.close()
    }),
    { numRuns: runs },
  )
})
