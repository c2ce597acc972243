import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { JournalBatch } from './journal-batch.ts'
import type { ProjectionWatch } from './projection.ts'
import type { ReadSideStanding } from './read-side.ts'
import type { FromReadSide, ReadSideSettings, ToReadSide } from './serve-read-side.ts'

/** The thread that writes journal and read models, as the main thread sees it. */
export interface ReadSideThread {
  /** What the thread told last; undefined until it has told anything. */
  readonly standing: () => ReadSideStanding | undefined
  /** Milliseconds from recording to folding of the last event folded; 0 while live and idle. */
  readonly lagMs: () => number
  /** Whether the thread could not write when it last tried, because the disk is full. It tries on. */
  readonly isFull: () => boolean
  /** Whether another batch may be on its way; to be asked before each. */
  readonly hasRoom: () => boolean
  /** Sends a batch, with the time at which its last event was recorded. */
  readonly take: (batch: JournalBatch, recordedMs: number | undefined) => void
  /** Rejects when the thread has ended though nobody closed it; whoever opens it has to listen. */
  readonly failed: Promise<never>
  readonly close: () => Promise<void>
}

/** Where the thread writes, what it runs, and who is told how it goes. */
export interface ReadSideThreadOptions extends ProjectionWatch {
  /** Where journal and read models live; must exist. */
  readonly folder: string
  /** The module that calls `serveReadSide` with the projections. */
  readonly worker: URL
  /** What that module's projections depend on and cannot know. */
  readonly told?: unknown
  /** Milliseconds since the Unix epoch; injected for tests. */
  readonly now?: () => number
  /** Told once when the disk is full, and once when there is room again. */
  readonly onFull?: (isFull: boolean) => void
}

/** What may be on its way to the thread before the log is read on. */
const IN_FLIGHT = { batches: 8, bytes: 4 * 1024 * 1024 }

/**
 * What the thread's heap may grow to: without a bound, garbage is left lying as long as there is room. What lives is well
 * below it, some 60 MB beside a log of a million events, with places too. With 32 MB for what is young a fold is a tenth faster, and
 * the process holds more than 400 MB beside such a log.
 */
const THREAD_MEMORY_MB = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

/** Starts the thread that writes: at once it folds what the journal holds into projections that are behind. */
export const startReadSideThread = (worker: URL, folder: string, told?: unknown): Worker => {
  // A bound on the command line, which the main thread has taken long since, would be put in the place of the thread's own.
  setFlagsFromString('--max-old-space-size=0')
  return new Worker(worker, {
    workerData: { folder, told } satisfies ReadSideSettings,
    resourceLimits: THREAD_MEMORY_MB,
  })
}

/** Starts the thread; `onStanding` is called whenever it has told how far it is, after each commit above all. */
export const openReadSideThread = (
  { worker, folder, told, now = Date.now, onRebuild, onSetAside, onFull }: ReadSideThreadOptions,
  onStanding: () => void,
): ReadSideThread => {
  const thread = startReadSideThread(worker, folder, told)
  const flying: { readonly batch: JournalBatch; readonly recordedMs: number | undefined }[] = []
  let bytes = 0
  let side: ReadSideStanding | undefined
  let lagMs = 0
  let isFull = false
  let closed = false

  const fill = (full: boolean): void => {
    if (full === isFull) return
    isFull = full
    onFull?.(full)
  }
  const stand = (standing: ReadSideStanding, taken: number): void => {
    side = standing
    fill(false)
    for (const { batch, recordedMs } of flying.splice(0, taken)) {
      bytes -= batch.bytes
      if (recordedMs !== undefined) lagMs = Math.max(0, now() - recordedMs)
    }
    if (flying.length === 0 && isLive(standing)) lagMs = 0
    onStanding()
  }
  thread.on('message', (message: FromReadSide) => {
    if (message.kind === 'rebuild') onRebuild?.(message.projection, message.why)
    else if (message.kind === 'set-aside') onSetAside?.(message.events)
    else if (message.kind === 'full') fill(true)
    else if (message.kind === 'standing') stand(message.standing, message.taken)
  })
  const ended = new Promise((resolve) => thread.once('exit', resolve))
  const failed = new Promise<never>((_, reject) => {
    thread.once('error', reject)
    thread.once('exit', (code) => {
      if (!closed) reject(new Error(`the thread of the read models ended with ${code}`))
    })
  })

  return {
    standing: () => side,
    lagMs: () => lagMs,
    isFull: () => isFull,
    hasRoom: () => flying.length < IN_FLIGHT.batches && bytes < IN_FLIGHT.bytes,
    take: (batch, recordedMs) => {
      flying.push({ batch, recordedMs })
      bytes += batch.bytes
      thread.postMessage({ kind: 'batch', batch } satisfies ToReadSide)
    },
    failed,
    close: async () => {
      closed = true
      thread.postMessage({ kind: 'close' } satisfies ToReadSide)
      await ended
    },
  }
}

const isLive = (side: ReadSideStanding): boolean => side.projections.every((one) => one.live)
