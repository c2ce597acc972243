import { randomUUID } from 'node:crypto'
import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { roster } from '../../services/roster.ts'
import { logInMemory } from './log-in-memory.ts'

test('who writes to a stream that somebody else wrote to first is told so, and nothing is recorded', async () => {
  const log = logInMemory(roster, '2030-01-01T00:00:00.000Z')
  const police = log.of('police')
  const { type, data, envelope } = recorded(happened('FieldObservation', {}), 0)
  const append = () =>
    police.append('police-INC-1', { revision: 'no-stream', hash: null }, [
      { id: randomUUID(), type, data, envelope: { ...envelope, agency: 'police' } },
    ])
  expect(await append()).toMatchObject({ ok: true })
  expect(await append()).toMatchObject({ ok: false, error: { kind: 'conflict', current: 0 } })
  expect(log.events).toHaveLength(1)
})
