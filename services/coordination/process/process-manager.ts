import { setTimeout as sleep } from 'node:timers/promises'
import { keepGoing } from '@concord/event-log'
import { type EventLog, LogRewritten } from '@concord/kernel'
import { nextDueMs } from './due.ts'
import { type KnownStateParts, openKnownState } from './known-state.ts'
import { type LogClock, openLogClock } from './log-clock.ts'
import { type StepParts, stepTaker } from './take-steps.ts'
import { timedSteps } from './timed-steps.ts'

/** What the process manager follows, acts with and goes by. */
interface ProcessManagerParts extends KnownStateParts, Omit<StepParts, 'rules'> {
  /** Follows the whole log. */
  readonly log: Pick<EventLog, 'follow'>
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  /** What the log tells of the time; left out, what is followed here. */
  readonly logClock?: LogClock
  /** Told at each look by how many milliseconds the clock is ahead of the log's; undefined where it is not. */
  readonly onClockAhead?: (aheadMs: number | undefined) => void
  /** Told once when the log cannot be followed any more, and once when it can again. */
  readonly onAway?: (error: unknown) => void
  readonly onBack?: (attempts: number) => void
}

/** A process manager at work, until it is stopped. */
export interface ProcessManager {
  /** Does what is due at this moment; for a clock that does not move by itself. Resolves when it is done. */
  readonly wake: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** How long it sleeps between two looks at the clock; the next deadline or ring decides within these bounds. */
const LOOK_MS = { most: 30_000, least: 50 } as const

/**
 * Gives commands because events happened. It holds no list of jobs: what is due follows from the fold of the log and
 * the clock, each step has a key that follows from its cause, and the stream it is written to takes a key once. So
 * redelivery, a restart at any point and a second instance bring about nothing twice; and nothing is done before the
 * log has been caught up with, because what comes later in the log may have done it.
 */
export const startProcessManager = (parts: ProcessManagerParts): ProcessManager => {
  const { log, checkpoint, clock, logClock = openLogClock(), onClockAhead } = parts
  const { rules } = parts.knowledge
  const closing = new AbortController()
  const { signal } = closing
  const known = openKnownState(parts)
  let live = false
  // While the log is away nothing is tried: what it does not say yet may have been done.
  const steps = stepTaker({ ...parts, rules }, known, () => live && !signal.aborted)
  const takeSteps = timedSteps({ clock, logClock, steps, position: known.position, onClockAhead })

  const follow = async (going: () => void): Promise<void> => {
    const after = known.position()
    const lastTaken = known.lastTaken()
    try {
      for await (const items of log.follow({ ...(after !== undefined && { after }), lastTaken, signal })) {
        going()
        known.take(items)
        const newest = items.findLast(({ kind }) => kind === 'event')
        if (newest?.kind === 'event') logClock.heard(newest.event.recordedAt)
        live ||= items.some(({ kind }) => kind === 'caught-up')
        if (live) void wake()
      }
    } finally {
      live = false
    }
  }

  /** What could not be done now is still due at the next look. */
  const act = async (): Promise<void> => {
    if (!live || signal.aborted) return
    await takeSteps()
  }
  const { wake, done } = oneAtATime(act, (error) => parts.onFailure?.('a look at what is due', error))

  const watchClock = async (): Promise<void> => {
    while (!signal.aborted) {
      const nowMs = clock()
      const untilMs = (nextDueMs(known.state(), rules, nowMs) ?? Number.POSITIVE_INFINITY) - nowMs
      const waitMs = Math.max(LOOK_MS.least, Math.min(LOOK_MS.most, untilMs))
      await sleep(waitMs, undefined, { signal }).catch(() => {})
      await wake()
      known.keep()
    }
  }

  const running = Promise.all([
    keepGoing(follow, { signal, onAway: parts.onAway, onBack: parts.onBack, isFinal }),
    watchClock(),
  ])
  return {
    wake,
    stop: async () => {
      closing.abort()
      await running
      await done()
      known.keep()
      checkpoint.close()
    },
  }
}

/** Steps taken on what another log said would be wrong ones. */
const isFinal = (error: unknown): boolean => error instanceof LogRewritten

/** One at a time, because what is done changes what is due; however often it is woken meanwhile, it looks once more. */
const oneAtATime = (act: () => Promise<void>, onFailure: (error: unknown) => void) => {
  let acting: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const wake = (): Promise<void> => {
    next ??= acting
      .then(() => {
        next = undefined
        return act()
      })
      .catch(onFailure)
    acting = next
    return next
  }
  return { wake, done: () => acting }
}
