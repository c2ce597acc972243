import { expect, vi } from 'vitest'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { type RotationOptions, rotateKey } from '../key-changes/rotate-key.ts'
import { openSigningKey } from '../signing/signing-key.ts'

/** The next key of an agency takes over, and the process that writes with `log` has heard of it. */
export const rotated = async (log: ConnectedEventLog, rotation: RotationOptions): Promise<void> => {
  expect(await rotateKey(rotation)).toMatchObject({ ok: true })
  await signsAs(log, openSigningKey(rotation.folder, rotation.agency).kid)
}

/** Waits until the process that writes with `log` signs with a key: it looks every second for another one in its folder. */
export const signsAs = (log: ConnectedEventLog, kid: string | undefined): Promise<void> =>
  vi.waitFor(async () => expect(await log.enrol()).toMatchObject({ ok: true, value: { kid } }), {
    timeout: 20_000,
    interval: 50,
  })
