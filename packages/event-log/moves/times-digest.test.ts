import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_MARKS } from '../own-events/move-events.ts'
import { openTimesCheck, timeLine, timesDigest } from './times-digest.ts'

const linesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) =>
    timeLine({ id: `event-${at}`, recordedAt: new Date(at * 1_000).toISOString() }),
  )
const digestOf = (lines: readonly string[]) => {
  const digest = timesDigest()
  for (const line of lines) digest.add(line)
  return digest.end()
}
/** Whatever blocks they are read in. */
const checked = (recorded: ReturnType<typeof digestOf>, lines: readonly string[], block: number) => {
  const check = openTimesCheck(recorded)
  for (let at = 0; at < lines.length; at += block) {
    const other = check.add(Buffer.from(lines.slice(at, at + block).join('')))
    if (other) return other
  }
  return check.end()
}

test('times that nobody changed are those of the record, in whatever blocks they are read', () => {
  fc.assert(
    fc.property(fc.nat(3_000), fc.integer({ min: 1, max: 700 }), (count, block) => {
      const lines = linesOf(count)
      expect(checked(digestOf(lines), lines, block)).toBeUndefined()
    }),
    { numRuns: 30 },
  )
})

test('a time that was changed is found: by itself among a few hundred, among a few of several thousand', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.nat(),
      fc.integer({ min: 1, max: 700 }),
      (count, of, block) => {
        const [lines, changed] = [linesOf(count), of % count]
        const other = checked(digestOf(lines), lines.with(changed, 'event-1 2024\n'), block)!
        expect(other.first).toBeLessThanOrEqual(changed)
        expect(other.first + other.events).toBeGreaterThan(changed)
        expect(other.events).toBeLessThanOrEqual(Math.ceil(count / (MOST_MARKS / 2)))
      },
    ),
    { numRuns: 60 },
  )
})

test('a record of a long log holds few marks', () => {
  const { marks } = digestOf(linesOf(5_000))
  expect(marks.digests.length).toBeLessThanOrEqual(MOST_MARKS)
  expect(marks.every).toBe(16)
})
