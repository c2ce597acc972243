import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from '@concord/kernel'
import type { Unavailable } from '../store/connection.ts'

/** How long a verification bears with a store that is slow or away. It gives up when nothing has come of waiting so long. */
export interface Patience {
  /** Something was read: what failed before is over. */
  readonly going: () => void
  /** Waits before the next attempt, longer each time; false when patience is at its end. */
  readonly wait: (why: string) => Promise<boolean>
}

const WAIT_MS = { first: 500, most: 15_000 } as const

/** `forMs` counts the waits alone. `onWait` is told of each. */
export const openPatience = (
  forMs: number,
  onWait: (why: string, waitMs: number) => void = () => undefined,
): Patience => {
  let failures = 0
  let waitedMs = 0
  return {
    going: () => {
      failures = 0
      waitedMs = 0
    },
    wait: async (why) => {
      if (waitedMs >= forMs) return false
      const waitMs = Math.min(WAIT_MS.first * 2 ** failures, WAIT_MS.most, forMs - waitedMs)
      failures += 1
      waitedMs += waitMs
      onWait(why, waitMs)
      await sleep(waitMs)
      return true
    },
  }
}

/** Calls the store again until it answers or patience is at its end. */
export const patiently = async <Value>(
  patience: Patience,
  call: () => Promise<Result<Value, Unavailable>>,
): Promise<Result<Value, Unavailable>> => {
  for (;;) {
    const answer = await call()
    if (answer.ok) patience.going()
    if (answer.ok || !(await patience.wait(answer.error.detail))) return answer
  }
}
