import type { RecordedEvent } from '@concord/kernel'
import type { JournaledEvent } from '@concord/projection'
import { expect, test } from 'vitest'
import { PictureRefused } from '../asked/refused.ts'
import { MOST_AT_ONCE, MOST_REMEMBERED, rememberedEvents } from './remembered-events.ts'

/** A journal of events that are so many characters long, and how often each of them was read from it. */
const journalOf = (length: number) => {
  const read = new Map<number, number>()
  const at = (ordinal: number) => {
    read.set(ordinal, (read.get(ordinal) ?? 0) + 1)
    return { ordinal, data: ' '.repeat(length), metadata: '{}' } as JournaledEvent
  }
  const events = rememberedEvents({ at }, { read: () => ({}) as RecordedEvent })
  return { events, timesRead: (ordinal: number) => read.get(ordinal) }
}

test('what was read is remembered up to so many characters: thousands of usual events, and few of the longest', () => {
  const usual = journalOf(1_500)
  for (let time = 0; time < 2; time++) for (let each = 0; each < 4_000; each++) usual.events([each])
  expect(usual.timesRead(0)).toBe(1)

  const long = journalOf(1_000_000)
  const most = Math.floor(MOST_REMEMBERED / 1_000_000)
  for (let time = 0; time < 2; time++) for (let each = 0; each < most + 1; each++) long.events([each])
  expect(long.timesRead(0)).toBe(2)
  for (let time = 0; time < 2; time++) long.events([most])
  expect(long.timesRead(most)).toBe(2)
})

test('more than fits in memory beside what others ask is refused, and does not end the process', () => {
  const { events } = journalOf(1_000_000)
  const fits = [...Array(Math.floor(MOST_AT_ONCE / 1_000_002)).keys()]

  expect(events(fits)).toHaveLength(fits.length)
  expect(() => events([...fits, fits.length])).toThrow(PictureRefused)
})
