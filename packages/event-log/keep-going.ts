import { setTimeout as sleep } from 'node:timers/promises'

/** When the work ends for good, and who is told how it goes. */
export interface KeepGoingOptions {
  /** Ends it, also in the middle of a wait. */
  readonly signal: AbortSignal
  /** Told of a failure once, however often the next attempts fail too. */
  readonly onAway?: ((error: unknown) => void) | undefined
  /** Told, with the number of attempts that failed, when the work goes on after them. */
  readonly onBack?: ((attempts: number) => void) | undefined
  /** Whether trying again cannot help; such an error is thrown on. */
  readonly isFinal?: (error: unknown) => boolean
}

const BACK_OFF_MS = { first: 200, most: 10_000 } as const

/**
 * Does work that is to last as long as the process, again after each failure, with growing waits in between. The work
 * calls `going` whenever it has got something done: then what failed before it is over.
 */
export const keepGoing = async (
  work: (going: () => void) => Promise<void>,
  { signal, onAway, onBack, isFinal }: KeepGoingOptions,
): Promise<void> => {
  let failures = 0
  const going = (): void => {
    if (failures > 0) onBack?.(failures)
    failures = 0
  }
  while (!signal.aborted) {
    try {
      await work(going)
      if (!signal.aborted) throw new Error('It ended by itself.')
    } catch (error) {
      if (signal.aborted) return
      if (isFinal?.(error)) throw error
      failures += 1
      if (failures === 1) onAway?.(error)
      const waitMs = Math.min(BACK_OFF_MS.first * 2 ** (failures - 1), BACK_OFF_MS.most)
      await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
