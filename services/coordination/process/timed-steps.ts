import { CLOCK_TOLERANCE_MS } from '@concord/kernel'
import type { LogClock } from './log-clock.ts'
import type { StepTaker } from './take-steps.ts'

/** What time it is by this machine and by the log, and who takes the steps. */
interface TimedStepsParts {
  readonly clock: () => number
  readonly logClock: Pick<LogClock, 'nowMs'>
  readonly steps: StepTaker
  /** Up to where the log is known. */
  readonly position: () => bigint | undefined
  /** Told at each look by how many milliseconds this machine's clock is ahead of the log's; undefined where it is not. */
  readonly onClockAhead?: ((aheadMs: number | undefined) => void) | undefined
}

/**
 * Takes the steps that are due by both clocks: that a deadline passed stands for ever. Where this machine's is ahead, the log may
 * only have rested: one step that is due by this machine's clock alone is taken, and when the log brings it, it tells what time
 * it is. If this clock is wrong, no other one is taken until it is right.
 */
export const timedSteps = ({ clock, logClock, steps, position, onClockAhead }: TimedStepsParts) => {
  let askedAt: bigint | undefined
  return async (): Promise<void> => {
    const nowMs = clock()
    const aheadMs = nowMs - (logClock.nowMs() ?? nowMs)
    if (aheadMs <= CLOCK_TOLERANCE_MS) {
      askedAt = undefined
      onClockAhead?.(undefined)
      return steps.take(nowMs, nowMs)
    }
    await steps.take(nowMs, nowMs - aheadMs)
    const upTo = position() ?? 0n
    if (askedAt === undefined) askedAt = (await steps.takeFirst(nowMs)) ? upTo : undefined
    else if (upTo > askedAt) onClockAhead?.(aheadMs)
  }
}
