import type { Commit, Store, StoredEvent } from '../../store/store.ts'
import { type Listener, openFollowers, type TailEvent } from './followers.ts'
import { unresolved } from './link.ts'
import { encodeEvents, type IdForm } from './recorded-event.ts'

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
  const followers = openFollowers()
  let position = store.lastPosition()

  const advance = (commit: Commit): void => {
    const events = followers.count() > 0 && commit.after === position ? commit.events() : undefined
    for (let from = 0; events !== undefined && from < events.length; from += pageEvents) {
      followers.offer(events.slice(from, from + pageEvents).map(tailEvent))
    }
    if (followers.count() === 0 || events !== undefined) position = commit.lastPosition
    else readUpTo(commit.lastPosition)
  }

  const readUpTo = (last: bigint): void => {
    while (position < last) {
      const { events, next } = store.readAll(position + 1n, 'forwards', pageEvents)
      if (events.length > 0) followers.offer(events.map(tailEvent))
      position = next === undefined ? last : next - 1n
    }
  }

  const stop = store.onCommitted((commit) => {
    try {
      advance(commit)
    } catch {
      position = commit.lastPosition
      followers.tellUnreadable()
    }
  })

  return { follow: followers.add, followers: followers.count, stop }
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
