import { LRUCache } from 'lru-cache'
import type { RememberedIncident } from './incident-memory.ts'

/** Incidents in memory: those of the present batch, and of those before as many as there is room for. */
export interface RememberedIncidents {
  /** The incident as it is, which is touched from now on. */
  touch(topic: number, makeAgain: () => RememberedIncident): RememberedIncident
  touched(): Iterable<RememberedIncident>
  /** Ends the batch: who was touched in it may be forgotten again. */
  settle(): void
}

/** Has room for incidents of so many events together. */
export const rememberedIncidents = (mostEvents: number): RememberedIncidents => {
  const settled = new LRUCache<number, RememberedIncident>({
    maxSize: mostEvents,
    // A larger one has all the room: made again for each batch, it would cost its square.
    sizeCalculation: ({ events }) => Math.min(Math.max(1, events.length), mostEvents),
  })
  const touched = new Map<number, RememberedIncident>()
  return {
    touch: (topic, makeAgain) => {
      const there = touched.get(topic)
      if (there) return there
      const incident = settled.get(topic) ?? makeAgain()
      touched.set(topic, incident)
      return incident
    },
    touched: () => touched.values(),
    settle: () => {
      for (const [topic, incident] of touched) {
        // Taken out first: an entry that is set again is not weighed again, and this one has grown.
        settled.delete(topic)
        settled.set(topic, incident)
      }
      touched.clear()
    },
  }
}
