import { setTimeout as sleep } from 'node:timers/promises'
import { type EventLog, LogRewritten, type Position } from '@concord/kernel'
import { type CommitWatch, commitWatch } from './commit-watch.ts'
import { packBatch } from './journal-batch.ts'
import type { ReadSideStanding } from './read-side.ts'
import { openReadSideThread, type ReadSideThread, type ReadSideThreadOptions } from './read-side-thread.ts'

/** Follows the log into the journal and the read models of one folder, and says how far they are. */
export interface Projector {
  standing(): ProjectorStanding
  /** Resolves when every read model has folded up to the position, when `timeoutMs` is over, or when closing. */
  waitFor(position: Position, timeoutMs: number): Promise<ProjectorStanding>
  /** Resolves after the first commit that makes the condition hold, when `timeoutMs` is over, or when closing. */
  until(condition: () => boolean, timeoutMs: number): Promise<void>
  /** Calls back after each commit; gives the way to stop it. */
  onCommit(wake: () => void): () => void
  /**
   * Rejects when the thread that writes has failed, and with {@link LogRewritten} when the log is not the one that the
   * journal holds: the process should say so and end.
   */
  readonly failed: Promise<never>
  close(): Promise<void>
}

/** How far the read models are, as those who ask are told. */
export interface ProjectorStanding extends ReadSideStanding {
  /** Up to where every read model has folded; undefined at the very start. */
  readonly position: Position | undefined
  /** Milliseconds from recording to folding of the last event folded; 0 while live and idle. */
  readonly lagMs: number
  /** Whether the log cannot be followed at present, or what it says cannot be written. */
  readonly stale: boolean
}

/** What a projector is started with. */
export interface ProjectorOptions extends ReadSideThreadOptions {
  readonly log: EventLog
  /** Told once when the log goes away, however often it is then tried again. */
  readonly onAway?: (error: unknown) => void
  /** Told once when the log is back, with how often it was tried in vain. */
  readonly onBack?: (attempts: number) => void
}

const BACK_OFF_MS = { first: 100, most: 5000 }

/** Starts the thread and follows the log after the journal's checkpoint. */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const closing = new AbortController()
  const commits = commitWatch(closing.signal)
  const side = openReadSideThread(options, commits.wake)
  side.failed.catch(() => closing.abort())
  await Promise.race([commits.until(() => side.standing() !== undefined), side.failed])
  const following = follow(options, side, commits, closing.signal)

  const standing = (): ProjectorStanding => {
    const now = side.standing()!
    return {
      ...now,
      position: now.folded.position,
      lagMs: side.lagMs(),
      stale: following.isStale() || side.isFull(),
    }
  }
  const until = (condition: () => boolean, timeoutMs: number): Promise<void> =>
    commits.until(condition, AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]))
  const waitFor = async (position: Position, timeoutMs: number): Promise<ProjectorStanding> => {
    await until(() => (standing().position ?? -1n) >= position, timeoutMs)
    return standing()
  }
  const close = async (): Promise<void> => {
    closing.abort()
    commits.wake()
    await following.ended
    await side.close()
  }
  const failed = Promise.race([side.failed, following.rewritten])
  failed.catch(() => closing.abort())
  return { standing, waitFor, until, onCommit: commits.onCommit, failed, close }
}

/** Hands what the log gives on to the thread until it is told to close; a log that is away is tried again and again. */
const follow = (
  { log, onAway, onBack }: ProjectorOptions,
  side: ReadSideThread,
  { until, wake }: CommitWatch,
  signal: AbortSignal,
) => {
  let stale = true
  let attempts = 0
  let { position: after, last: lastTaken } = side.standing()!.journal
  const { promise: rewritten, reject: failWith } = Promise.withResolvers<never>()

  const handOn = async (): Promise<void> => {
    for await (const items of log.follow({ ...(after !== undefined && { after }), lastTaken, signal })) {
      stale = false
      if (attempts > 0) onBack?.(attempts)
      attempts = 0
      const batch = packBatch(items)
      if (batch === undefined) continue
      const last = items.findLast((item) => item.kind === 'event')
      await until(side.hasRoom)
      if (signal.aborted) return
      side.take(batch, last && Date.parse(last.event.recordedAt))
      after = BigInt(batch.position)
      if (last) lastTaken = { id: last.event.id, position: last.event.position }
    }
    if (!signal.aborted) throw new Error('the log ended')
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await handOn()
      } catch (error) {
        if (signal.aborted) return
        stale = true
        if (error instanceof LogRewritten) return failWith(error)
        attempts += 1
        if (attempts === 1) onAway?.(error)
        wake()
        const backOffMs = Math.min(BACK_OFF_MS.first * 2 ** (attempts - 1), BACK_OFF_MS.most)
        await sleep(backOffMs, undefined, { signal }).catch(() => {})
      }
    }
  }
  return { ended: run(), rewritten, isStale: () => stale }
}
