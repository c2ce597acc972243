import { expect, test } from 'vitest'
import { oncePerError } from './once-per-error.ts'

test('what ends many calls is told once, and what ends another as well', () => {
  const told: unknown[] = []
  const tell = oncePerError((path, error) => void told.push([path, error]))
  const [stopped, other] = [new Error('the store has stopped'), new Error('the store has stopped')]
  for (const path of ['Append', 'BatchAppend', 'Delete']) tell(path, stopped)
  tell('Read', other)
  for (const path of ['Read', 'Delete']) tell(path, 'no error')
  expect(told).toEqual([
    ['Append', stopped],
    ['Read', other],
    ['Read', 'no error'],
    ['Delete', 'no error'],
  ])
})
