import { CLOCK_TOLERANCE_MS } from '@concord/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeProblem } from './time-rules.ts'

const now = Date.parse('2025-04-23T12:00:00Z')
const offsets = fc.constantFrom('Z', '+08:00', '+07:00', '-05:30')

/** The same moment as somebody with another clock on the wall writes it. */
const written = (ms: number, offset: string): string => {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? []
  const shiftMs = sign ? (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0
  return new Date(ms + shiftMs).toISOString().replace('Z', offset)
}

test('a report is refused exactly when it lies beyond the tolerance, whatever its offset', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 2 * CLOCK_TOLERANCE_MS }), offsets, (aheadMs, offset) => {
      const refused = timeProblem({ occurredAt: written(now + aheadMs, offset) }, now)
      expect(refused?.code).toBe(aheadMs > CLOCK_TOLERANCE_MS ? 'time-in-the-future' : undefined)
    }),
  )
})

test('an import was recorded before now, be it before what it tells of', () => {
  const import_ = (occurredMs: number, recordedMs: number) =>
    timeProblem({ occurredAt: written(occurredMs, '+08:00'), recordedAt: written(recordedMs, 'Z') }, now)
      ?.code
  expect(import_(now - 10_000, now - 5_000)).toBeUndefined()
  expect(import_(now - 10_000, now)).toBeUndefined()
  expect(import_(now - 10_000, now + 1)).toBe('time-in-the-future')
  expect(import_(now - 10_000, now - 86_400_000)).toBeUndefined()
  expect(import_(now + 1 + CLOCK_TOLERANCE_MS, now - 86_400_000)).toBe('time-in-the-future')
})

test('nothing ends before it begins', () => {
  const times = { occurredAt: written(now - 60_000, 'Z'), occurredUntil: written(now - 60_001, 'Z') }
  expect(timeProblem(times, now)?.errors?.[0]?.pointer).toBe('#/occurredUntil')
})
