import { type EventStoreDBClient, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client'
import { fateOf } from './copied-event.ts'
import { readRaw } from './raw-log.ts'

/** What a copy knows of its source before the first event. */
export interface Survey {
  /** How many events there are to copy. */
  readonly events: number
  /**
   * The streams that no longer have their first events, with the revision of the first that is left: by so much are
   * their numbers lower in the target. Streams that the target knows already keep their numbers.
   */
  readonly lost: ReadonlyMap<string, bigint>
}

/**
 * Reads the whole log, because a stream's metadata may stand before its first event. Needs some 100 bytes of memory for
 * each stream.
 */
export const surveySource = async (from: EventStoreDBClient, to: EventStoreDBClient): Promise<Survey> => {
  const seen = new Set<string>()
  const lost = new Map<string, bigint>()
  let events = 0
  for await (const event of readRaw(from, 0n)) {
    if (fateOf(event) !== 'copied') continue
    events += 1
    if (seen.has(event.stream)) continue
    seen.add(event.stream)
    if (event.revision > 0n && !(await isThere(to, event.stream))) lost.set(event.stream, event.revision)
  }
  return { events, lost }
}

/** Whether a server knows the stream; one that it does not know begins at revision 0 there. */
export const isThere = async (client: EventStoreDBClient, stream: string): Promise<boolean> => {
  try {
    // Read to its end: the client keeps a read open that was left before.
    const last = client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 })
    for await (const _ of last);
    return true
  } catch (error) {
    if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) return false
    throw error
  }
}
