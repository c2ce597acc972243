import type { Store } from 'express-rate-limit'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../identity/clock.ts'

/**
 * Counts requests by key for express-rate-limit, in fixed windows and bounded memory. When more keys come than are
 * kept, the one unused for longest is forgotten: that forgives somebody and locks nobody out. Needs no timer.
 */
export const boundedCounts = (clock: Clock, windowMs: number, mostKeys: number): Store => {
  const counts = new LRUCache<string, { hits: number; readonly endsMs: number }>({ max: mostKeys })
  const current = (key: string) => {
    const count = counts.get(key)
    return count !== undefined && clock() < count.endsMs ? count : undefined
  }
  return {
    localKeys: true,
    get: (key) => {
      const count = current(key)
      return count && { totalHits: count.hits, resetTime: new Date(count.endsMs) }
    },
    increment: (key) => {
      const count = current(key) ?? { hits: 0, endsMs: clock() + windowMs }
      count.hits += 1
      counts.set(key, count)
      return { totalHits: count.hits, resetTime: new Date(count.endsMs) }
    },
    decrement: (key) => {
      const count = current(key)
      if (count && count.hits > 0) count.hits -= 1
    },
    resetKey: (key) => {
      counts.delete(key)
    },
  }
}
