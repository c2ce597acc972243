import type { FoldCache, FoldedStream } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import type { WithLength } from './bounded-stream.ts'

/** What is remembered altogether, in events of the usual length. */
const MOST_EVENTS = 60_000
const USUAL_LENGTH = 1_400

/** Remembers the streams that were written to last, so that a command usually needs no read. */
export const createFoldCache = <State>(): FoldCache<WithLength<State>> => {
  const cache = new LRUCache<string, FoldedStream<WithLength<State>>>({
    maxSize: MOST_EVENTS,
    sizeCalculation: ({ head, state }) =>
      Math.max(head.revision === 'no-stream' ? 1 : head.revision + 2, Math.ceil(state.length / USUAL_LENGTH)),
  })
  return {
    get: (stream) => cache.get(stream),
    set: (stream, folded) => void cache.set(stream, folded),
    delete: (stream) => void cache.delete(stream),
  }
}
