import type { FoldCache, FoldedStream } from '@concord/kernel'
import { LRUCache } from 'lru-cache'

/** What is remembered altogether, in events; some 1.4 KB each. */
const MOST_EVENTS = 60_000

/** Remembers the streams that were written to last, so that a command usually needs no read. */
export const createFoldCache = <State>(): FoldCache<State> => {
  const cache = new LRUCache<string, FoldedStream<State>>({
    maxSize: MOST_EVENTS,
    sizeCalculation: ({ head }) => (head.revision === 'no-stream' ? 1 : head.revision + 2),
  })
  return {
    get: (stream) => cache.get(stream),
    set: (stream, folded) => void cache.set(stream, folded),
    delete: (stream) => void cache.delete(stream),
  }
}
