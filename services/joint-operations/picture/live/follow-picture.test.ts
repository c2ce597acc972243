import { expect, test } from 'vitest'
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
