import type { StoredEvent } from '../../store/store.ts'
import type { IdForm } from './recorded-event.ts'

/** A newly committed event with its framed bytes, made once for all who want them. */
export interface TailEvent {
  readonly event: StoredEvent
  readonly framed: (ids: IdForm) => Buffer
}

/**
 * Is given new events in their order, or told that they could not be read: then it reads for itself and meets the
 * error in its own call. Never waits, never throws.
 */
export type Listener = (events: readonly TailEvent[] | 'unreadable') => void

/** Who follows what. */
export interface Followers {
  /** Adds one who follows a stream, or all where `stream` is undefined, until the returned function is called. */
  readonly add: (stream: string | undefined, listener: Listener) => () => void
  /** Gives new events to those who follow them; each stream's in their order. */
  readonly offer: (events: readonly TailEvent[]) => void
  readonly tellUnreadable: () => void
  readonly count: () => number
}

/** A listener may go, or another one come, while it is told. */
export const openFollowers = (): Followers => {
  const ofAll = new Set<Listener>()
  const ofStream = new Map<string, Set<Listener>>()
  let count = 0
  return {
    add: (stream, listener) => {
      count++
      const listeners = stream === undefined ? ofAll : listenersOf(ofStream, stream)
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener)) return
        count--
        if (stream !== undefined && listeners.size === 0) ofStream.delete(stream)
      }
    },
    offer: (events) => {
      for (const listener of [...ofAll]) listener(events)
      if (ofStream.size === 0) return
      for (const [stream, own] of Map.groupBy(events, ({ event }) => event.stream)) {
        for (const listener of [...(ofStream.get(stream) ?? [])]) listener(own)
      }
    },
    tellUnreadable: () => {
      for (const listener of [...ofAll, ...[...ofStream.values()].flatMap((own) => [...own])]) {
        listener('unreadable')
      }
    },
    count: () => count,
  }
}

const listenersOf = (streams: Map<string, Set<Listener>>, stream: string): Set<Listener> => {
  const listeners = streams.get(stream) ?? new Set()
  streams.set(stream, listeners)
  return listeners
}
