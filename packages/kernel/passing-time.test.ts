import { expect, test } from 'vitest'
import { passingTime } from './passing-time.ts'

test('passes with its clock, and goes on from where it was when that one is put back', () => {
  let nowMs = 1_000
  const time = passingTime(() => nowMs)
  const passed: number[] = []
  for (const stepMs of [500, 0, -1_000_000, 700, -1, 86_400_000]) {
    const before = time()
    nowMs += stepMs
    passed.push(time() - before)
  }
  expect(passed).toEqual([500, 0, 0, 700, 0, 86_400_000])
})
