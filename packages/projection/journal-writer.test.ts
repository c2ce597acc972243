import { describe, expect, test } from 'vitest'
import { packBatch } from './journal-batch.ts'
import { type JournalWriter, openJournal } from './journal-writer.ts'
import { events } from './testing/counting.ts'

const given = (...batches: readonly ReturnType<typeof events>[]): JournalWriter => {
  const journal = openJournal(':memory:')
  for (const batch of batches) journal.append(batch)
  return journal
}

describe('a journal that grows', () => {
  test('numbers events without gaps and passes over what it has', () => {
    const journal = given(events(0, 3))
    expect(journal.append(events(1, 5)).map(({ ordinal }) => ordinal)).toEqual([4, 5])
    expect(journal.standing()).toMatchObject({ ordinal: 5, last: { id: journal.at(5)!.id } })
  })

  test('counts a refused event once, however often it comes', () => {
    const event = { stream: 'police-1', revision: 0, type: 'IncidentReported', id: 'e-1' }
    const item = {
      kind: 'refused' as const,
      event: {
        ...event,
        position: 7n,
        recordedAt: '2026-01-10T08:00:00Z',
        reason: 'bad-signature' as const,
        detail: 'The signature does not match the event.',
      },
    }
    const journal = given(packBatch([item])!, packBatch([item])!)
    expect(journal.standing()).toMatchObject({ position: 7n, ordinal: 0, refused: 1 })
  })

  test('keeps nothing of a batch of which a part cannot be kept, and goes on from before it', () => {
    const journal = given(events(0, 3))
    const before = journal.standing()
    const whole = events(3, 5)
    const broken = { ...whole, fields: whole.fields.map((field, at) => (at === 11 ? 'no number' : field)) }
    expect(() => journal.append(broken)).toThrow()
    expect(journal.standing()).toEqual(before)
    expect(journal.append(whole)).toHaveLength(2)
  })
})
