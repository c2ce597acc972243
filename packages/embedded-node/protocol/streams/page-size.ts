import type { StoredEvent } from '../../store/store.ts'

const firstPageEvents = 64
const largestPageEvents = 1000
/**
 * Small enough that the node is back at its connections before a reader has used up what it was sent: clients take
 * 64 KiB ahead unless they are told otherwise.
 */
const wantedPageBytes = 64 * 1024
/** What an event costs on the wire beside its own bytes, roughly. */
const envelopeBytes = 200

/** Sizes the pages of one reader so that a page is about 64 KiB, whatever the size of its events. */
export const pageSizer = () => {
  let size = firstPageEvents
  return {
    size: (): number => size,
    saw: (events: readonly StoredEvent[]): void => {
      if (events.length === 0) return
      const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0)
      const fitting = Math.floor(wantedPageBytes / (envelopeBytes + bytes / events.length))
      size = Math.min(largestPageEvents, Math.max(1, fitting))
    },
  }
}
