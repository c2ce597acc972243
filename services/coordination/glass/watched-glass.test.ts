import type { RecordedEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import { evolveWatchedGlasses, glassesToTellOf } from './watched-glass.ts'

const event = (position: bigint, stream: string, type: string, more: Partial<RecordedEvent>): RecordedEvent =>
  ({ id: `E-${position}`, position, stream, type, ...more }) as RecordedEvent

const noon = '2025-04-23T12:00:00Z'
const tomorrow = '2025-04-24T12:00:00Z'

test('the owners of an incident are told at once of a break-glass that is dated ahead, and of those who come before it opens', () => {
  const reader = { agency: 'police', subject: 'commander-2' }
  const invoked = event(1n, 'glass-INC-7', 'BreakGlassInvoked', {
    data: { reader, reason: 'Two crews are inside.', until: '2025-04-24T13:00:00Z' },
    envelope: { occurredAt: tomorrow, mode: 'operational' } as RecordedEvent['envelope'],
  })
  const told = evolveWatchedGlasses({}, invoked)
  expect(glassesToTellOf(told, Date.parse(noon))).toMatchObject([{ invocation: 'E-1', changed: '1' }])

  const report = event(2n, 'border-INC-7', 'FieldObservation', { recordedAt: noon })
  expect(evolveWatchedGlasses(told, report)['E-1']?.changed).toBe('2')
})
