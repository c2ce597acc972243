import { expect, test } from 'vitest'
import type { RememberedIncident } from './incident-memory.ts'
import { rememberedIncidents } from './remembered-incidents.ts'

test('an incident larger than there is room for is remembered, alone', () => {
  const incidents = rememberedIncidents(100)
  const made: number[] = []
  const touch = (topic: number, events: number) => {
    incidents.touch(topic, () => {
      made.push(topic)
      return { topic, events: Array(events) } as unknown as RememberedIncident
    })
    incidents.settle()
  }
  touch(1, 10)
  touch(2, 500)
  touch(2, 500)
  touch(1, 10)
  expect(made).toEqual([1, 2, 1])
})
