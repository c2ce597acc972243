import { expect, test } from 'vitest'
import { answersInTime } from './answers-in-time.ts'

const numbers = Array.from({ length: 1000 }, (_, i) => i)
const isEven = (n: number): boolean => n % 2 === 0

/** Ten milliseconds of work. */
const takesLong = (n: number): boolean => {
  for (const end = performance.now() + 10; performance.now() < end; );
  return isEven(n)
}

test('a quick filter answers for all', () => {
  expect(answersInTime([0, 1, 2], isEven)).toEqual([true, false, true])
  expect(answersInTime([], isEven)).toEqual([])
})

test('one that takes long answers for one event, and then others have their turn', () => {
  expect(answersInTime(numbers, takesLong)).toEqual([true])
})
