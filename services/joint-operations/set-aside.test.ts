import type { SetAside } from '@concord/projection'
import { expect, test } from 'vitest'
import { noteSetAside } from './set-aside.ts'

const aside = (type: string, reason: string, ordinal: number): SetAside => ({
  event: { type, stream: 'police-INC-1', revision: ordinal, position: BigInt(ordinal) },
  reason,
  detail: 'why',
})

test('what the picture sets aside is counted each time and logged once for each type and reason', () => {
  const counted: string[] = []
  const logged: object[] = []
  const note = noteSetAside(
    { setAside: (reason) => counted.push(reason) },
    { error: (about: object) => logged.push(about) },
  )
  note([aside('Odd', 'unknown-type', 1), aside('Odd', 'unknown-type', 2), aside('Even', 'unknown-type', 3)])
  note([aside('Odd', 'unknown-type', 4), aside('Odd', 'view-failed', 5)])
  expect(counted).toEqual(['unknown-type', 'unknown-type', 'unknown-type', 'unknown-type', 'view-failed'])
  expect(logged).toMatchObject([
    {
      type: 'Odd',
      stream: 'police-INC-1',
      revision: 1,
      position: '1',
      reason: 'unknown-type',
      detail: 'why',
    },
    { type: 'Even', position: '3' },
    { type: 'Odd', position: '5', reason: 'view-failed' },
  ])
})
