import { type AppendFailure, err, ok, type Result } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import type { EncodedEvent } from '../codec/encode.ts'
import { eventHash } from '../form/canonical-form.ts'
import type { Connection } from './connection.ts'
import { readLastEvent } from './read-stream.ts'

/** The streams with an append of unknown outcome. */
export interface UncertainStreams {
  readonly note: (stream: string) => void
  /**
   * After an append of unknown outcome the store may take a repeat for what it already holds, which was sealed and
   * stamped differently. What the store holds counts: fails with `conflict` where that is not what was appended now.
   */
  readonly confirm: (
    stream: string,
    appended: readonly EncodedEvent[],
  ) => Promise<Result<void, AppendFailure>>
}

/** Streams that are remembered: beyond it the oldest is forgotten. */
const MOST_UNCERTAIN = 10_000

/** No append is uncertain yet. */
export const openUncertainStreams = (connection: Connection): UncertainStreams => {
  const uncertain = new LRUCache<string, true>({ max: MOST_UNCERTAIN })
  return {
    note: (stream) => {
      uncertain.set(stream, true)
    },
    confirm: async (stream, appended) => {
      if (!uncertain.has(stream)) return ok(undefined)
      const last = await readLastEvent(connection, stream)
      if (!last.ok) return last
      uncertain.delete(stream)
      if (last.value && eventHash(last.value) === appended.at(-1)!.hash) return ok(undefined)
      return err({ kind: 'conflict', current: last.value?.revision ?? 'no-stream' })
    },
  }
}
