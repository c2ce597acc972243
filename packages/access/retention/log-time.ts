/** What the log tells of what time it is. In milliseconds since the Unix epoch, by the store's clock. */
export interface LogTime {
  /** When its newest event was recorded. */
  readonly newestMs: number
  /** Since when its time has gone on step by step: the event after its last leap, or its first one. */
  readonly steadySinceMs: number
}

const HOUR_MS = 3_600_000

/** From one event to the next a clock that is right seldom goes on by more, and one that was set wrong does. */
const LEAP_MS = 48 * HOUR_MS

/** So long after a leap nothing is destroyed, so that somebody can put the clock right. */
const HOLD_MS = 24 * HOUR_MS

/** One step, for each event of the log in its order. */
export const evolveLogTime = (time: LogTime | undefined, recordedMs: number): LogTime => {
  if (time === undefined) return { newestMs: recordedMs, steadySinceMs: recordedMs - HOLD_MS }
  const isLeap = Math.abs(recordedMs - time.newestMs) > LEAP_MS
  return { newestMs: recordedMs, steadySinceMs: isLeap ? recordedMs : time.steadySinceMs }
}

/** What has passed by both clocks, this machine's and the log's: no single one is believed where something is destroyed. */
export const passedByBoth = (time: LogTime | undefined, nowMs: number): number =>
  Math.min(nowMs, time?.newestMs ?? Number.NEGATIVE_INFINITY)

/**
 * Whether the log's time leapt a short while ago, by as much as makes two clocks agree that are one: those of a store and
 * an agency on the same machine. After a rest in which nothing was recorded it looks the same.
 */
export const hasJustLeapt = (time: LogTime | undefined, nowMs: number): boolean => {
  if (time === undefined) return false
  const sinceMs = passedByBoth(time, nowMs) - time.steadySinceMs
  return sinceMs >= 0 && sinceMs < HOLD_MS
}
