import { millisecondsOf } from '@concord/kernel'

/** What the log tells of what time it is, by the store's clock. */
export interface LogClock {
  /** An event was recorded then, and is heard of now. */
  readonly heard: (recordedAt: string) => void
  /**
   * It is this late at least, in milliseconds since the Unix epoch: right where the last event was heard of as it was recorded,
   * and behind by as long as nothing had been recorded where it was read later. Undefined before the first event.
   */
  readonly nowMs: () => number | undefined
}

/** Nothing is heard yet. `elapsed` is in milliseconds, by a clock that nobody sets. */
export const openLogClock = (elapsed: () => number = () => performance.now()): LogClock => {
  let last: { readonly recordedMs: number; readonly atMs: number } | undefined
  return {
    heard: (recordedAt) => {
      last = { recordedMs: millisecondsOf(recordedAt), atMs: elapsed() }
    },
    nowMs: () => last && last.recordedMs + (elapsed() - last.atMs),
  }
}
