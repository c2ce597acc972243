import { isRelease } from '@concord/incident'
import type { Envelope, RecordedEvent, StoredEvent } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainQuestions } from './definition/plain-questions.ts'
import { indexedQuestions } from './indexed-questions.ts'
import { openVisibleEvents, type VisibleEvents } from './live/visible-events.ts'
import {
  answers,
  answersAfter,
  cursorsIn,
  forgedCursor,
  inBatches,
  type Question,
  question,
  reader,
  recorded,
  written,
} from './testing/ask-everything.ts'
import { audienceOf, randomLog } from './testing/random-log.ts'
import { knowledge, readSideInMemory } from './testing/read-side-of.ts'

/** What a reader may never see, and what makes no difference to what they see. */
const isWithheldFrom = (reader: string, event: StoredEvent, log: readonly StoredEvent[]): boolean => {
  const envelope = event.metadata as Envelope
  const names = (one: StoredEvent) => (one.data as { to?: readonly string[] }).to?.includes(reader) === true
  const isReleased = log.some(
    (one) =>
      one.type === 'ReleaseGranted' && (one.data as { event: string }).event === event.id && names(one),
  )
  const isForReader = isRelease(event as unknown as RecordedEvent) && names(event)
  const isMarked = audienceOf(reader)({ envelope } as RecordedEvent)
  return envelope.agency !== reader && !isMarked && !isReleased && !isForReader
}

/** What a reader brings along: questions, and with each cursors that were forged or given to somebody else. */
interface Asked {
  readonly question: Question
  readonly cursors: readonly string[]
}

/** Everything a reader is given: answers with their cursors, how far they are, and what a follower gets. */
const given = (
  log: readonly StoredEvent[],
  size: number,
  reader: string,
  asked: readonly Asked[],
): string => {
  const { side, models, take } = readSideInMemory()
  for (const batch of inBatches(log, size)) take(batch)
  const visible = openVisibleEvents(models)
  const questions = indexedQuestions(models)
  const position = visible.lastPosition(reader)
  const everything = {
    answers: asked.map(({ question }) => answers(questions, question)),
    after: asked.map(({ question, cursors }) => answersAfter(questions, question, cursors)),
    position,
    // The present is answered faster than the past.
    isNow: models.ask(
      reader,
      { known: { position } },
      ({ known }) => known.axis === 'ordinal' && known.isNow,
    ),
    followed: followed(visible, reader, models.end()),
  }
  side.close()
  return JSON.stringify(everything, written)
}

/** Cursors of somebody who sees more, and some that are nobody's. */
const cursorsOf = (log: readonly StoredEvent[], question: Question, forged: readonly string[]) => {
  const all = {
    ...question,
    reader: 'joc',
    moment: {},
    incidentFilter: {},
    eventFilter: {},
    hotspotFilter: {},
  }
  const theirs = answers(plainQuestions(recorded(log), knowledge), all as never)
  return [...cursorsIn(theirs).slice(0, 6), ...forged]
}

const followed = (visible: VisibleEvents, reader: string, end: number) => {
  const items = []
  for (let place = 0; place < end; ) {
    const run = visible.after(reader, place)
    items.push(...run.items)
    place = run.scanned
  }
  return items
}

/**
 * So many logs, two questions of each. With a read model harmed as in `two-ways.test.ts`, every harm that tells anything is
 * found by the 60th.
 */
const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 250)
/** Thousands of runs, on a slow machine, take longer than any other test may. */
const timeout = 900_000 + 1_000 * runs

test('two logs that differ only in withheld events are the same to the reader, byte for byte', {
  timeout,
}, () => {
  let differing = 0
  fc.assert(
    fc.property(
      randomLog(28),
      fc.integer({ min: 1, max: 12 }),
      reader,
      fc.array(question, { minLength: 2, maxLength: 2 }),
      fc.array(forgedCursor, { maxLength: 2 }),
      (log, size, reader, questions, forged) => {
        const without = log.filter((event) => !isWithheldFrom(reader, event, log))
        if (without.length < log.length) differing += 1
        const asked = questions
          .map((one) => ({ ...one, reader }))
          .map((one) => ({ question: one, cursors: cursorsOf(log, one, forged) }))
        expect(given(without, size, reader, asked)).toBe(given(log, size, reader, asked))
      },
    ),
    { numRuns: runs },
  )
  expect(differing).toBeGreaterThan(runs / 10)
})
