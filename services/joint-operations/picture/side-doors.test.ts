import { isRelease } from '@concord/incident'
import type { Envelope, RecordedEvent, StoredEvent } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answers, inBatches, type Question, question } from './fixtures/ask-everything.ts'
import { audienceOf, randomLog } from './fixtures/random-log.ts'
import { readSideInMemory } from './fixtures/read-side-of.ts'
import { indexedQuestions } from './indexed-questions.ts'
import { openVisibleEvents, type VisibleEvents } from './visible-events.ts'

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

/** Everything a reader is given: answers with their cursors, how far they are, and what a follower gets. */
const given = (log: readonly StoredEvent[], size: number, asked: Question): string => {
  const { side, models, take } = readSideInMemory()
  for (const batch of inBatches(log, size)) take(batch)
  const visible = openVisibleEvents(models)
  const everything = {
    answers: answers(indexedQuestions(models), asked),
    position: visible.lastPosition(asked.reader),
    followed: followed(visible, asked.reader, models.end()),
  }
  side.close()
  return JSON.stringify(everything, (_, value) => (typeof value === 'bigint' ? String(value) : value))
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

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 500)

test('two logs that differ only in withheld events are the same to the reader, byte for byte', {
  timeout: 300_000,
}, () => {
  let differing = 0
  fc.assert(
    fc.property(randomLog(28), fc.integer({ min: 1, max: 12 }), question, (log, size, asked) => {
      const without = log.filter((event) => !isWithheldFrom(asked.reader, event, log))
      if (without.length < log.length) differing += 1
      expect(given(without, size, asked)).toBe(given(log, size, asked))
    }),
    { numRuns: runs },
  )
  expect(differing).toBeGreaterThan(runs / 10)
})
