import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Holdings } from '@concord/access'
import { type AgencyKeys, heldFields } from '@concord/event-log'
import { categoriesOf, envelopeSchema, streamName, UsageError } from '@concord/kernel'
import { followHoldings, type HoldingsParts } from '../retention/follow-holdings.ts'

/** Whose ring it is, and what was sealed in the log. */
export interface KeyRingParts extends HoldingsParts {
  readonly keys: Pick<AgencyKeys, 'folder'> & { readonly ring: Pick<AgencyKeys['ring'], 'isUsed' | 'knows'> }
}

/** One of them may have been sealed by somebody who forged it. */
const TRIED = 8
const AGAIN_MS = 1_000

/**
 * Refuses an unused key ring where the log holds what its agency has sealed: the ring was lost, or its backup not put back, and
 * whoever began a new one would seal what the right one, once it is back, cannot open. Throws a {@link UsageError} that says
 * so. Only an unused ring is held against the log, which is read for that; waits for as long as it cannot be.
 */
export const refuseLostKeyRing = async (parts: KeyRingParts): Promise<void> => {
  const { definition, keys, signal } = parts
  if (keys.ring.isUsed()) return
  const held = followHoldings(parts)
  while (!signal.aborted) {
    try {
      await held.catchUp()
      const isLost = held.holdings.size > 0 && !(await opensAny(parts, held.holdings))
      if (signal.aborted || !isLost) return
      throw new UsageError(lost(keys.folder, definition.name, held.holdings.size))
    } catch (error) {
      if (error instanceof UsageError) throw error
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}

const lost = (folder: string, agency: string, persons: number): string =>
  `${join(folder, 'keyring.sqlite')} is missing or new, and the log holds what ${agency} has sealed about ${persons} ${persons === 1 ? 'person' : 'persons'}: put back its backup, with key-encryption.key if that was in this folder. If there is none, what was sealed is lost: CONCORD_NEW_KEY_RING=yes begins a new ring.`

/** Whether the ring has a key of what is held, in spite of all: a power cut forgets whose a key is, and never the key. */
const opensAny = async (parts: KeyRingParts, holdings: Holdings): Promise<boolean> => {
  for (const { incident } of [...holdings.values()].slice(0, TRIED)) {
    if ((await keysIn(parts, incident)).some(({ key }) => parts.keys.ring.knows(key))) return true
  }
  return false
}

/**
 * Whether the ring is older than the log: what the agency sealed last in the incident that came to be held last lies under a key
 * that the ring neither has nor destroyed. Reads the streams of that incident. Throws where the log cannot be read.
 */
export const isOlderThanLog = async (parts: KeyRingParts, holdings: Holdings): Promise<boolean> => {
  const newest = [...holdings.values()].at(-1)
  if (newest === undefined) return false
  const last = (await keysIn(parts, newest.incident))
    .toSorted((a, b) => (a.position < b.position ? -1 : 1))
    .at(-1)
  return last !== undefined && !parts.keys.ring.knows(last.key)
}

/** The keys under which something is sealed in an incident, with the positions of the events. */
const keysIn = async ({ definition, log }: Pick<KeyRingParts, 'definition' | 'log'>, incident: string) => {
  const keys: { readonly key: string; readonly position: bigint }[] = []
  for (const category of categoriesOf(definition)) {
    const read = await log.readStored(streamName(category, incident))
    if (!read.ok) throw new Error(read.error.detail)
    for (const { id, type, data, metadata, position } of read.value) {
      const envelope = envelopeSchema.safeParse(metadata).data
      if (!envelope) continue
      for (const { key } of heldFields({ id, type, data, envelope })) keys.push({ key, position })
    }
  }
  return keys
}
