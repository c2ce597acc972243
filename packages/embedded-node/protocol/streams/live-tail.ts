import type { Commit, Store, StoredEvent } from '../../store/store.ts'
import { unresolved } from './link.ts'
import { encodeEvents, type IdForm } from './recorded-event.ts'

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

/** The one source of new events. It serves any number of followers at the price of one encoding for each form of id. */
export interface LiveTail {
  /** Follows one stream, or all where `stream` is undefined, until the returned function is called. */
  readonly follow: (stream: string | undefined, listener: Listener) => () => void
  readonly followers: () => number
  readonly stop: () => void
}

const pageEvents = 256

/**
 * One source of new events for all live subscriptions: after a commit they are taken from memory, or read where that
 * is not possible, encoded at most once per form of id, and offered to those who follow. It keeps no event after it
 * was offered; whoever could not take it reads it from the store.
 */
export const openLiveTail = (store: Store): LiveTail => {
  const followingAll = new Set<Listener>()
  const followingStream = new Map<string, Set<Listener>>()
  let position = store.lastPosition()
  let followers = 0

  const offer = (events: readonly TailEvent[]): void => {
    for (const listener of [...followingAll]) listener(events)
    if (followingStream.size === 0) return
    const byStream = Map.groupBy(events, ({ event }) => event.stream)
    for (const [stream, own] of byStream) {
      for (const listener of [...(followingStream.get(stream) ?? [])]) listener(own)
    }
  }

  const advance = (commit: Commit): void => {
    const events = followers > 0 && commit.after === position ? commit.events() : undefined
    for (let from = 0; events !== undefined && from < events.length; from += pageEvents) {
      offer(events.slice(from, from + pageEvents).map(tailEvent))
    }
    if (followers === 0 || events !== undefined) position = commit.lastPosition
    else readUpTo(commit.lastPosition)
  }

  const readUpTo = (last: bigint): void => {
    while (position < last) {
      const { events, next } = store.readAll(position + 1n, 'forwards', pageEvents)
      if (events.length > 0) offer(events.map(tailEvent))
      position = next === undefined ? last : next - 1n
    }
  }

  const giveUp = (last: bigint): void => {
    position = last
    for (const listener of [...followingAll, ...[...followingStream.values()].flatMap((own) => [...own])]) {
      listener('unreadable')
    }
  }

  const stop = store.onCommitted((commit) => {
    try {
      advance(commit)
    } catch {
      giveUp(commit.lastPosition)
    }
  })

  return {
    follow: (stream, listener) => {
      followers++
      const listeners = stream === undefined ? followingAll : forStream(followingStream, stream)
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener)) return
        followers--
        if (stream !== undefined && listeners.size === 0) followingStream.delete(stream)
      }
    },
    followers: () => followers,
    stop,
  }
}

const forStream = (streams: Map<string, Set<Listener>>, stream: string): Set<Listener> => {
  const listeners = streams.get(stream) ?? new Set()
  streams.set(stream, listeners)
  return listeners
}

const tailEvent = (event: StoredEvent): TailEvent => {
  const made: Partial<Record<IdForm, Buffer>> = {}
  return {
    event,
    framed: (ids) => {
      made[ids] ??= encodeEvents([unresolved(event)], ids)
      return made[ids]
    },
  }
}
