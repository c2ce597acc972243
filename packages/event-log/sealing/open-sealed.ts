import type { Envelope, KeysAway, RecordedEvent, Result } from '@concord/kernel'
import { unlessAway } from './key-encryption-away.ts'
import type { KeyRing } from './key-ring.ts'
import { unseal, unsealSummary } from './seal.ts'

/**
 * The data and the summary of an event for a reader who may see personal fields: opened where the key still is, and sealed where
 * it is not. Nothing is opened while the key that the data keys lie under cannot be asked.
 */
export const openSealed = (
  keyRing: Pick<KeyRing, 'find'>,
  { id, data, envelope }: Pick<RecordedEvent, 'id' | 'data' | 'envelope'>,
): Promise<Result<{ readonly data: unknown; readonly summary: Envelope['summary'] }, KeysAway>> =>
  unlessAway(async () => ({
    data: (await unseal(keyRing, id, data)).data,
    summary: await unsealSummary(keyRing, id, envelope.summary),
  }))
