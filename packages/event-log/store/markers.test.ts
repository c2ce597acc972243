import { expect, test } from 'vitest'
import { openMarkers } from './markers.ts'

test('a marker comes behind the events that were before it, and before those after it', () => {
  const placed: string[] = []
  const markers = openMarkers((marker: string) => placed.push(marker))
  const event = () => {
    placed.push('event')
    markers.eventCame()
  }
  markers.add('at once', 0)
  markers.add('after two', 2)
  event()
  markers.add('after one more', 1)
  event()
  event()
  expect(placed).toEqual(['at once', 'event', 'event', 'after two', 'after one more', 'event'])
})
