import { expect, test } from 'vitest'
import { type ReadingOptions, startReading } from './reading.ts'
import type { ApiServices } from './services.ts'
import { foldedPicture } from './testing/folded-picture.ts'

const picture = foldedPicture([], {
  vocabulary: { changes: () => [], topics: () => [] },
  audienceOf: () => () => true,
  whereabouts: () => ({ country: undefined, place: undefined }),
})
const services = { picture, clock: () => 0 } as unknown as ApiServices
const reader = {
  agency: 'border',
  subject: 'screen',
  roles: [],
  purpose: undefined,
  case: undefined,
} as const
const options: ReadingOptions = {
  timeLimitMs: 1,
  signal: new AbortController().signal,
  recheck: async () => true,
}

test('what was asked once is not asked again, and a subscription keeps none of it beyond its place', () => {
  const reading = startReading(services, reader, options)
  let asked = 0
  const ask = () => reading.once('operations', () => ++asked)
  expect([ask(), ask()]).toEqual([1, 1])
  reading.reached({ after: 7n })
  expect([ask(), ask()]).toEqual([2, 2])
})

test('a clock that is put back gives no answer more time', () => {
  const clock = { nowMs: 3_600_000 }
  const reading = startReading({ ...services, clock: () => clock.nowMs }, reader, options)
  clock.nowMs = 0
  reading.checkTime()
  clock.nowMs += 2
  expect(reading.checkTime).toThrow('longer than 1 ms')
})
