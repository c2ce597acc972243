import { expect, test } from 'vitest'
import type { EventEntry } from '../asked/events.ts'
import { type Followable, followPicture } from './follow-picture.ts'

/** A log of so many runs, in which the reader may see nothing. */
const withheldLog = (runs: number, onLook: () => void): Followable => ({
  head: () => ({ ordinal: 0, position: 0n }),
  ordinalAt: () => 0,
  visibleAfter: (ordinal) => {
    onLook()
    return { items: [], scanned: Math.min(runs, ordinal + 1) }
  },
  onCommit: () => () => {},
  closing: new AbortController().signal,
})

test('who looks through a long log and sees nothing of it lets others have their turn', async () => {
  const turns: string[] = []
  const leaving = new AbortController()
  const source = withheldLog(3, () => {
    turns.push('look')
    setImmediate(() => turns.push('others'))
    if (turns.filter((turn) => turn === 'look').length === 4) leaving.abort()
  })
  const followed = followPicture(source, { after: 0n, signal: leaving.signal }, () => () => {})
  expect(await followed.next()).toEqual({ done: true, value: undefined })
  expect(turns.slice(0, 4)).toEqual(['look', 'others', 'look', 'others'])
})

test('who takes slowly is given each event once, and nothing that was withheld meanwhile', async () => {
  const leaving = new AbortController()
  let nowMs = 0
  let seen = [2n, 3n, 4n]
  const source: Followable = {
    ...withheldLog(1, () => {}),
    visibleAfter: (ordinal) => ({
      items: seen.slice(ordinal).map((position) => ({
        kind: 'event',
        position,
        entry: { event: { id: `E-${position}`, stream: 'police-INC-1' } } as EventEntry,
      })),
      scanned: 4,
    }),
  }
  const options = { after: 0n, signal: leaving.signal }
  const followed = followPicture(
    source,
    options,
    () => () => {},
    () => nowMs,
  )
  const given: unknown[] = []
  for await (const { position } of followed as AsyncIterable<{ readonly position: bigint }>) {
    given.push(position)
    if (position === 2n) {
      // The first can be seen from now on, and the third no more.
      seen = [1n, 2n, 4n]
      nowMs += 60_000
    }
    if (position === 4n) leaving.abort()
  }
  expect(given).toEqual([2n, 4n])
})
