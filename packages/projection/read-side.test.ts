import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { packBatch } from './journal-batch.ts'
import { openReadSide } from './read-side.ts'
import { counting, counts, events } from './testing/counting.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'concord-read-side-')))
  return folders.at(-1)!
}

describe('a read side', () => {
  test('killed at any point loses and doubles nothing', () => {
    const step = fc.record({
      length: fc.integer({ min: 1, max: 6 }),
      again: fc.nat(4),
      breaksAfter: fc.option(fc.nat(6)),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const folder = newFolder()
        let written = 0
        for (const { length, again, breaksAfter } of steps) {
          const breakAt = breaksAfter === null ? -1 : written + 1 + breaksAfter
          const side = openReadSide(folder, [counting(1, (ordinal) => ordinal === breakAt)])
          // The log is read again from before the checkpoint, as after a kill.
          const from = Math.max(0, written - again)
          written += length
          try {
            while (side.advance());
            side.take(events(from, written))
          } catch (error) {
            expect((error as Error).message).toBe('killed')
            // Killed before the batch came to the journal: it will be delivered again.
            written = side.journal.standing().ordinal
          }
          side.close()
        }
        const side = openReadSide(folder, [counting()])
        while (side.advance());
        expect(side.journal.standing().ordinal).toBe(written)
        expect(counts(side)).toBe(written)
        side.close()
      }),
      { numRuns: 50 },
    )
  })

  test('fills a new version from the journal, in slices, while it goes on', () => {
    const folder = newFolder()
    const before = openReadSide(folder, [counting(1)])
    before.take(events(0, 9000))
    before.close()
    const side = openReadSide(folder, [counting(2)])
    expect(side.advance()).toBe(true)
    expect(side.standing().projections[0]).toMatchObject({ version: 2, live: false })
    side.take(events(9000, 9001))
    while (side.advance());
    expect(side.standing().projections[0]).toMatchObject({ ordinal: 9001, live: true })
    expect(counts(side)).toBe(9001)
    side.close()
  })

  test('keeps what the log refused apart and counts it once', () => {
    const side = openReadSide(':memory:', [counting()])
    const refused = {
      ...{ stream: 'police-INC-1', revision: 0, position: 5n, type: 'Forged', id: 'x' },
      ...{ recordedAt: '2025-04-23T12:00:00.000Z', reason: 'bad-signature' as const, detail: 'no' },
    }
    const batch = packBatch([{ kind: 'refused', event: refused }])!
    side.take(batch)
    side.take(batch)
    expect(side.journal.standing()).toEqual({ position: 5n, last: undefined, ordinal: 0, refused: 1 })
    side.close()
  })
})
