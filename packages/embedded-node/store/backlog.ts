import type { AppendOutcome } from './store.ts'
import { sizeOf, type WriteRequest } from './write-group.ts'

/** A write whose caller waits for the outcome. */
export interface WaitingWrite {
  readonly request: WriteRequest
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (reason: Error) => void
}

/** The writes that wait to go to the writer, in the order they came. */
export interface Backlog {
  add(write: WaitingWrite): void
  isEmpty(): boolean
  /**
   * Takes those that go together: so many events, and so many bytes, but always one write. Undefined where none waits, or
   * where those that wait do not fill a group and only a full one is wanted.
   */
  take(mostEvents: number, only: 'full' | 'any'): readonly WaitingWrite[] | undefined
  takeAll(): readonly WaitingWrite[]
}

/** One group holds at most so many bytes, or a single write. */
const groupBytes = 32 * 1024 * 1024

/** Nothing waits yet. */
export const openBacklog = (): Backlog => {
  let waiting: WaitingWrite[] = []
  return {
    add: (write) => {
      waiting.push(write)
    },
    isEmpty: () => waiting.length === 0,
    take: (mostEvents, only) => {
      const { length, full } = nextGroup(waiting, mostEvents)
      if (length === 0 || (only === 'full' && !full)) return undefined
      const group = waiting.slice(0, length)
      waiting = waiting.slice(length)
      return group
    },
    takeAll: () => waiting.splice(0),
  }
}

/** How many of those that wait go together, and whether more would not have gone with them. */
const nextGroup = (
  waiting: readonly WaitingWrite[],
  mostEvents: number,
): { readonly length: number; readonly full: boolean } => {
  let events = 0
  let bytes = 0
  for (const [index, { request }] of waiting.entries()) {
    if (index > 0 && (events >= mostEvents || bytes >= groupBytes)) return { length: index, full: true }
    events += request.events.length
    bytes += sizeOf(request)
  }
  return { length: waiting.length, full: events >= mostEvents }
}
