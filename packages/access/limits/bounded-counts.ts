import { LRUCache } from 'lru-cache'
import type { Clock } from '../identity/clock.ts'

/** How often something happened in a window of time, and when that ends. */
export interface Count {
  readonly times: number
  readonly endsMs: number
}

/** Counts by key. */
export interface BoundedCounts {
  /** Counts once more, and gives the count. */
  add(key: string): Count
}

/**
 * Counts in fixed windows and bounded memory. When more keys come than are kept, the one unused for longest is forgotten:
 * that forgives somebody and locks nobody out. Needs no timer.
 */
export const boundedCounts = (clock: Clock, windowMs: number, mostKeys: number): BoundedCounts => {
  const counts = new LRUCache<string, { times: number; readonly endsMs: number }>({ max: mostKeys })
  return {
    add(key) {
      const nowMs = clock()
      const known = counts.get(key)
      const count =
        known !== undefined && nowMs < known.endsMs ? known : { times: 0, endsMs: nowMs + windowMs }
      count.times += 1
      if (count !== known) counts.set(key, count)
      return count
    },
  }
}
