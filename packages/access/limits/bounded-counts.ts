import { LRUCache } from 'lru-cache'
import type { Clock } from '../identity/clock.ts'

/** How often something was counted since its window began, and when that ends, in milliseconds since the Unix epoch. */
export interface Count {
  readonly hits: number
  readonly endsMs: number
}

/** Counts by key. */
export interface BoundedCounts {
  /** Counts once more, and says what that makes. */
  readonly increment: (key: string) => Count
}

/**
 * Counts in fixed windows and bounded memory. When more keys come than are kept, the one unused for longest is
 * forgotten: that forgives somebody and locks nobody out. Needs no timer.
 */
export const boundedCounts = (clock: Clock, windowMs: number, mostKeys: number): BoundedCounts => {
  const counts = new LRUCache<string, { hits: number; readonly endsMs: number }>({ max: mostKeys })
  const begin = (key: string, nowMs: number) => {
    const count = { hits: 0, endsMs: nowMs + windowMs }
    counts.set(key, count)
    return count
  }
  return {
    increment: (key) => {
      const nowMs = clock()
      const before = counts.get(key)
      const count = before && nowMs < before.endsMs ? before : begin(key, nowMs)
      count.hits += 1
      return count
    },
  }
}
