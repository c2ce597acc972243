import type { HandleFailure, RefusedEvent } from '@concord/kernel'
import { expect, test } from 'vitest'
import { toldOfRecording } from './told-of-recording.ts'

const refused = { stream: 'incident-INC-7', revision: 41, reason: 'bad-signature' } as RefusedEvent
const failures: readonly HandleFailure[] = [
  { kind: 'conflict', current: 41 },
  { kind: 'refused', event: refused },
]

test.each(failures)('a refusal because of $kind tells a revision to members of the agency alone', (error) => {
  expect(JSON.stringify(toldOfRecording({ ok: false, error }, true))).toContain('41')
  expect(JSON.stringify(toldOfRecording({ ok: false, error }, false))).not.toContain('41')
})
