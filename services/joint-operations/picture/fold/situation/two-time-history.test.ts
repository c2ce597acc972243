import { incidentTopic } from '@concord/incident'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { agencyBits, EVERYBODY } from '../../tables/agency-bits.ts'
import type { RectangleSink } from './rectangle.ts'
import { twoTimeHistory } from './two-time-history.ts'

const at = (minute: number) => new Date(Date.UTC(2025, 3, 1) + minute * 60_000).toISOString()

const nowhere: RectangleSink<string> = { add: () => {}, close: () => {}, remove: () => {} }

/** How many events were folded until all of these had arrived, each of which happened at its minute. */
const foldedFor = (minutes: readonly number[]): number => {
  let folded = 0
  const history = twoTimeHistory({
    topic: incidentTopic('INC-1'),
    bits: agencyBits(() => true),
    summarize: ({ status }) => status,
  })
  for (const [index, minute] of minutes.entries()) {
    const event = recorded(happened('FieldObservation', {}, { occurredAt: at(minute) }), index)
    const filed = { event, isMember: true, occurredMs: Date.parse(at(minute)), mask: EVERYBODY, changes: [] }
    const look = () => {
      folded++
      return []
    }
    history.arrive(Object.defineProperty(filed, 'changes', { get: look }), index, nowhere)
  }
  return folded
}

test('what comes a little late is folded from shortly before it, however long the incident has been', () => {
  const everyTenthLate = (events: number) =>
    Array.from({ length: events }, (_, index) => (index % 10 === 9 ? index - 5 : index))
  expect(foldedFor(everyTenthLate(2_000))).toBeLessThan(5 * foldedFor(everyTenthLate(500)))
})
