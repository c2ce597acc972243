import type { GroupOutcome } from './write-group.ts'

/**
 * How many events go to the writer together where more wait: clients prepare their next appends while the rest is
 * written.
 */
export interface Portion {
  events(): number
  /** Takes in how long the writer took for a group. */
  learn(outcome: Pick<GroupOutcome, 'writingMs' | 'syncingMs'>): void
}

const leastEvents = 64
const mostEvents = 8_192

/** It grows for as long as a sync takes longer than the writing, so that a slow disk still syncs many at once. */
export const openPortion = (): Portion => {
  let events = leastEvents
  return {
    events: () => events,
    learn: ({ writingMs, syncingMs }) => {
      const wanted = syncingMs > writingMs ? events * 2 : events / 2
      events = Math.min(mostEvents, Math.max(leastEvents, wanted))
    },
  }
}
