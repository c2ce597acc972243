import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { EventLog, Position } from '@concord/kernel'
import { type JournalBatch, packBatch } from './journal-batch.ts'
import type { ProjectionWatch } from './projection.ts'
import type { ReadSideStanding } from './read-side.ts'
import type { FromReadSide, ReadSideSettings, ToReadSide } from './serve-read-side.ts'

/** Follows the log into the journal and the read models of one folder, and says how far they are. */
export interface Projector {
  standing(): ProjectorStanding
  /** Resolves when every read model has folded up to the position, when `timeoutMs` is over, or when closing. */
  waitFor(position: Position, timeoutMs: number): Promise<ProjectorStanding>
  /** Calls back after each commit; gives the way to stop it. */
  onCommit(wake: () => void): () => void
  /** Rejects when the thread that writes has failed: the process should say so and end. */
  readonly failed: Promise<never>
  close(): Promise<void>
}

/** How far the read models are, as those who ask are told. */
export interface ProjectorStanding extends ReadSideStanding {
  /** Up to where every read model has folded; undefined at the very start. */
  readonly position: Position | undefined
  /** Milliseconds from recording to folding of the last event folded; 0 while live and idle. */
  readonly lagMs: number
  /** Whether the log cannot be followed at present. */
  readonly stale: boolean
}

/** What a projector is started with. */
export interface ProjectorOptions extends ProjectionWatch {
  readonly log: EventLog
  /** Where journal and read models live; must exist. */
  readonly folder: string
  /** The module that calls `serveReadSide` with the projections. */
  readonly worker: URL
  /** Milliseconds since the Unix epoch; injected for tests. */
  readonly now?: () => number
  /** Told once when the log goes away, however often it is then tried again. */
  readonly onAway?: (error: unknown) => void
  /** Told once when the log is back, with how often it was tried in vain. */
  readonly onBack?: (attempts: number) => void
}

/** What may be on its way to the thread before the log is read on. */
const IN_FLIGHT = { batches: 8, bytes: 4 * 1024 * 1024 }
const BACK_OFF_MS = { first: 100, most: 5000 }

/**
 * What the thread's memory may grow to: without a bound, garbage is left lying as long as there is room. Some 50 MB of it
 * live, and 70 once places are looked for.
 */
const THREAD_MEMORY_MB = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 }

/** Starts the thread that writes: at once it folds what the journal holds into projections that are behind. */
export const startReadSideThread = (worker: URL, folder: string): Worker =>
  new Worker(worker, {
    workerData: { folder } satisfies ReadSideSettings,
    resourceLimits: THREAD_MEMORY_MB,
  })

/** Starts the thread and follows the log after the journal's checkpoint. */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const { log, folder, now = Date.now } = options
  const thread = startReadSideThread(options.worker, folder)
  const closing = new AbortController()
  const listeners = new Set<() => void>()
  const flying: { batch: JournalBatch; recordedMs: number | undefined }[] = []
  let bytes = 0
  let side: ReadSideStanding | undefined
  let lagMs = 0
  let stale = true
  let following: Promise<void> = Promise.resolve()

  const ended = new Promise((resolve) => thread.once('exit', resolve))

  const wake = () => {
    for (const listener of [...listeners]) listener()
  }
  const failed = new Promise<never>((_, reject) => {
    thread.once('error', reject)
    thread.once('exit', (code) => {
      if (!closing.signal.aborted) reject(new Error(`the thread of the read models ended with ${code}`))
    })
  })
  failed.catch(() => closing.abort())

  thread.on('message', (message: FromReadSide) => {
    if (message.kind === 'rebuild') options.onRebuild?.(message.projection, message.why)
    if (message.kind === 'set-aside') options.onSetAside?.(message.events)
    if (message.kind !== 'standing') return
    side = message.standing
    for (let count = 0; count < message.taken; count++) {
      const done = flying.shift()!
      bytes -= done.batch.bytes
      if (done.recordedMs !== undefined) lagMs = Math.max(0, now() - done.recordedMs)
    }
    if (flying.length === 0 && isLive(side)) lagMs = 0
    wake()
  })

  const onCommit = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  /** Waits until the condition holds after a commit, or closing. */
  const until = (condition: () => boolean, signal: AbortSignal = closing.signal): Promise<void> =>
    new Promise((resolve) => {
      if (condition() || signal.aborted) return resolve()
      const check = () => {
        if (!condition() && !signal.aborted) return
        stop()
        signal.removeEventListener('abort', check)
        resolve()
      }
      const stop = onCommit(check)
      signal.addEventListener('abort', check)
    })
  const hasRoom = () => flying.length < IN_FLIGHT.batches && bytes < IN_FLIGHT.bytes

  const offer = async (batch: JournalBatch, recordedMs: number | undefined): Promise<void> => {
    await until(hasRoom)
    if (closing.signal.aborted) return
    flying.push({ batch, recordedMs })
    bytes += batch.bytes
    thread.postMessage({ kind: 'batch', batch } satisfies ToReadSide)
  }

  const follow = async (): Promise<void> => {
    let after = side?.journal.position
    let backOffMs = BACK_OFF_MS.first
    let attempts = 0
    while (!closing.signal.aborted) {
      try {
        for await (const items of log.follow({
          ...(after !== undefined && { after }),
          signal: closing.signal,
        })) {
          stale = false
          if (attempts > 0) options.onBack?.(attempts)
          attempts = 0
          backOffMs = BACK_OFF_MS.first
          const batch = packBatch(items)
          if (batch === undefined) continue
          const last = items.findLast((item) => item.kind === 'event')
          await offer(batch, last && Date.parse(last.event.recordedAt))
          after = BigInt(batch.position)
        }
        if (closing.signal.aborted) return
        throw new Error('the log ended')
      } catch (error) {
        if (closing.signal.aborted) return
        stale = true
        attempts += 1
        if (attempts === 1) options.onAway?.(error)
        wake()
        await sleep(backOffMs, undefined, { signal: closing.signal }).catch(() => {})
        backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS.most)
      }
    }
  }

  const standing = (): ProjectorStanding => {
    const now = side!
    return { ...now, position: now.folded.position, lagMs, stale }
  }

  const waitFor = async (position: Position, timeoutMs: number): Promise<ProjectorStanding> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
    await until(() => (standing().position ?? -1n) >= position, signal)
    return standing()
  }

  const close = async (): Promise<void> => {
    closing.abort()
    wake()
    await following
    thread.postMessage({ kind: 'close' } satisfies ToReadSide)
    await ended
  }

  await Promise.race([until(() => side !== undefined), failed])
  following = follow()
  return { standing, waitFor, onCommit, failed, close }
}

const isLive = (side: ReadSideStanding): boolean => side.projections.every((one) => one.live)
