import type { Store } from '../store/store.ts'

/**
 * A write was not answered in time. It may have been recorded and may still be: the same event ids can be sent again.
 */
export class CommitTimedOut extends Error {
  override readonly name = 'CommitTimedOut'
}

/** A shorter limit is taken as this one: syncs on a busy machine take that long now and then. */
const shortestLimitMs = 50

/**
 * The store, but its writes reject with `CommitTimedOut` when they take longer than so many milliseconds, 50 at
 * least.
 */
export const withCommitTimeout = (store: Store, limitMs: number): Store => ({
  ...store,
  append: (request) => inTime(store.append(request), limitMs),
  deleteStream: (stream, expected) => inTime(store.deleteStream(stream, expected), limitMs),
  tombstoneStream: (stream, expected) => inTime(store.tombstoneStream(stream, expected), limitMs),
})

const inTime = <Outcome>(written: Promise<Outcome>, askedMs: number): Promise<Outcome> => {
  const limitMs = Math.max(askedMs, shortestLimitMs)
  const { promise, reject } = Promise.withResolvers<Outcome>()
  const late = new CommitTimedOut(
    `The write took longer than ${limitMs} ms; whether it was recorded is unknown.`,
  )
  const timer = setTimeout(reject, limitMs, late)
  return Promise.race([written, promise]).finally(() => clearTimeout(timer))
}
