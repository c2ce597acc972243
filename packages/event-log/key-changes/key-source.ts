import { parseStreamName, passingTime } from '@concord/kernel'
import type { WrittenEvent } from '../form/stored-event.ts'
import { keyStream } from '../own-events/key-events.ts'
import type { Ownership } from '../ownership.ts'
import type { KeyRegister } from '../signing/key-register.ts'
import type { Connection } from '../store/connection.ts'
import { readStoredStream } from '../store/read-stream.ts'

/** Keeps a key register up to date with the key streams. */
export interface KeySource {
  /** Fetches what events about to be checked need: keys of agencies not read lately, keys not yet known. */
  readonly prepare: (events: readonly WrittenEvent[]) => Promise<void>
  /** Reads the key stream of an agency anew. A store that does not answer leaves what is known. */
  readonly refresh: (agency: string) => Promise<void>
}

/** While the store answers, the end of a key is known to a reader that does not follow the log after this long at most. */
const STALE_MS = 30_000
/** An unknown key, or a store that did not answer, is asked about no more often than this. */
const AGAIN_MS = 1_000

/**
 * Makes a source that reads the key stream of an agency again when it was last read 30 seconds ago; after a second
 * where an event names a key that is not known, or the store did not answer; and whenever an event of that stream
 * itself is to be checked.
 */
export const keySource = (
  connection: Connection,
  owners: Ownership,
  register: KeyRegister,
  clock: () => number,
): KeySource => {
  const now = passingTime(clock)
  const readAt = new Map<string, number>()
  const refresh = async (agency: string): Promise<void> => {
    readAt.set(agency, now())
    const events = await readStoredStream(connection, keyStream(agency))
    if (events.ok) register.load(agency, events.value)
    else readAt.set(agency, now() - STALE_MS + AGAIN_MS)
  }
  const prepare = async (events: readonly WrittenEvent[]): Promise<void> => {
    const due = new Set<string>()
    const limits = new Map<string, number>()
    for (const { event, envelope } of events) {
      const owner = owners.ownerOf(event.stream)
      if (owner === undefined || due.has(owner)) continue
      if (parseStreamName(event.stream)?.category === 'keys') {
        due.add(owner)
        continue
      }
      const kid = envelope?.signature?.kid
      const isKnown = kid !== undefined && register.key(kid, owner) !== undefined
      const limit = limits.get(owner) ?? now() - (readAt.get(owner) ?? Number.NEGATIVE_INFINITY)
      limits.set(owner, limit)
      if (limit > (isKnown ? STALE_MS : AGAIN_MS)) due.add(owner)
    }
    await Promise.all([...due].map(refresh))
  }
  return { prepare, refresh }
}
