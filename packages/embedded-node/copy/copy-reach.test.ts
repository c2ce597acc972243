import { expect, test } from 'vitest'
import { openReach } from './copy-reach.ts'

test('a copy that is stopped goes on before the last position, whose events it may not have seen all', () => {
  const reach = openReach({ position: 4n, events: 3 })
  reach.take(5n, true)
  reach.take(6n, true)
  reach.take(6n, true)
  reach.sent()
  expect(reach.soFar()).toEqual({ position: 5n, events: 4 })
  reach.sentAll()
  expect(reach.soFar()).toEqual({ position: 6n, events: 6 })
})

test('what was taken and not sent is not reached', () => {
  const reach = openReach({ position: 4n, events: 3 })
  reach.take(5n, true)
  reach.take(6n, false)
  expect(reach.soFar()).toEqual({ position: 4n, events: 3 })
})
