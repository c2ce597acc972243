import { readEvents } from '@concord/access'
import { keyEvents, logHeadEvents, moveEvents } from '@concord/event-log'
import type { JournaledEvent } from '@concord/projection'
import { expect, test } from 'vitest'
import { roster } from '../../../roster.ts'
import { vocabularyOf } from './vocabulary.ts'

const journaled = (stream: string, type: string): JournaledEvent => ({
  ordinal: 1,
  position: 1n,
  id: '00000000-0000-4000-8000-000000000001',
  type,
  stream,
  revision: 0,
  recordedAt: '2025-04-23T12:00:00Z',
  data: '{}',
  metadata: JSON.stringify({ schemaVersion: 1, occurredAt: '2025-04-23T12:00:00Z', agency: 'joc' }),
})

/** A roster that declares everything there is, as a mistake in a composition root might. */
const talkative = roster.map((agency) =>
  agency.name === 'joc'
    ? { ...agency, events: [...agency.events, ...readEvents, ...keyEvents, ...logHeadEvents, ...moveEvents] }
    : agency,
)

test.each([
  ['access-joc-2025-04-23/police/1/1', 'PersonalDataRead'],
  ['access-joc-2025-04-23/joc/1/1', 'ReadRecordConsulted'],
  ['keys-joc', 'SigningKeyRegistered'],
  ['heads-joc', 'LogHeadSigned'],
])('%s is in nobody’s picture, whatever a roster declares', (stream, type) => {
  expect(vocabularyOf(talkative).read(journaled(stream, type))).toBeUndefined()
})

test('content that is no JSON is unreadable, and not of an unknown version', () => {
  const { tryRead } = vocabularyOf(roster)
  const torn = { ...journaled('police-INC-1', 'IncidentAcknowledged'), data: '{"incident":' }
  expect(tryRead(torn)).toMatchObject({ ok: false, error: { reason: 'unreadable' } })
  const later = {
    ...torn,
    data: '{}',
    metadata: torn.metadata.replace('"schemaVersion":1', '"schemaVersion":99'),
  }
  expect(tryRead(later)).toMatchObject({ ok: false, error: { reason: 'unknown-version' } })
})

test('a break-glass is read and is filed under no incident', () => {
  const vocabulary = vocabularyOf(roster)
  const event = vocabulary.read(journaled('glass-INC-1', 'BreakGlassInvoked'))!
  expect(vocabulary.topics(event)).toEqual(['paper:glass/INC-1'])
})
