import { parentPort, workerData } from 'node:worker_threads'
import type { JournalBatch } from './journal-batch.ts'
import type { Projection, SetAside } from './projection.ts'
import { openReadSide, type ReadSideStanding } from './read-side.ts'

/** What the projector sends to its thread. */
export type ToReadSide = { readonly kind: 'batch'; readonly batch: JournalBatch } | { readonly kind: 'close' }

/**
 * What the thread answers: where it stands once at the start, after each batch, and after each slice of catching up; that
 * the disk is full, each time that it has tried to write in vain.
 */
export type FromReadSide =
  | { readonly kind: 'standing'; readonly standing: ReadSideStanding; readonly taken: number }
  | { readonly kind: 'rebuild'; readonly projection: string; readonly why: string }
  | { readonly kind: 'set-aside'; readonly events: readonly SetAside[] }
  | { readonly kind: 'full' }
  | { readonly kind: 'closed' }

/** What the thread is started with. */
export interface ReadSideSettings {
  readonly folder: string
  /** What whoever starts the thread tells its projections; copied as messages between threads are. */
  readonly told: unknown
}

/** How long the thread waits for room on the disk before it tries again. */
const FULL_MS = 1_000

/**
 * The thread that writes journal and read models. A service's worker file calls it with that service's projections,
 * which may depend on what the projector was told.
 * While the disk is full nothing is taken, and all is tried again. Any other error ends the thread, and with it the
 * projector: half a fold must never be served.
 */
export const serveReadSide = <Told>(projectionsOf: (told: Told) => readonly Projection[]): void => {
  const port = parentPort
  if (port === null) throw new Error('a read side is served from a worker thread')
  const { folder, told } = workerData as ReadSideSettings
  const post = (message: FromReadSide) => port.postMessage(message)
  const side = openReadSide(folder, projectionsOf(told as Told), {
    onRebuild: (projection, why) => post({ kind: 'rebuild', projection, why }),
    onSetAside: (events) => post({ kind: 'set-aside', events }),
  })
  const tell = (taken: number) => post({ kind: 'standing', standing: side.standing(), taken })

  /** At most what the projector lets be on its way. */
  const waiting: JournalBatch[] = []
  let advancing = false
  let closed = false
  const disk = writingWhileThereIsRoom(
    () => post({ kind: 'full' }),
    () => {
      take()
      advance()
    },
  )

  const take = (): void => {
    while (!closed && waiting.length > 0 && disk.write(() => side.take(waiting[0]!))) {
      waiting.shift()
      tell(1)
    }
  }

  const advance = (): void => {
    if (closed) return
    const isWritten = disk.write(() => {
      advancing = side.advance()
    })
    if (!isWritten || !advancing) return
    tell(0)
    setImmediate(advance)
  }

  /** After what has been taken was told, and everything else that had come in by then. */
  const settle = (): void => {
    if (!closed && !advancing) disk.write(side.settle)
  }

  port.on('message', (message: ToReadSide) => {
    if (message.kind === 'close') {
      closed = true
      side.close()
      post({ kind: 'closed' })
      port.close()
      return
    }
    waiting.push(message.batch)
    take()
    if (!advancing) advance()
    setImmediate(settle)
  })
  tell(0)
  advance()
}

/**
 * Writes for as long as the disk has room: `write` says whether it did. Where it did not, nothing of it was written, as
 * journal and projections write all of a step or nothing; then nothing else is until `tryAgain` is called, a while later.
 */
const writingWhileThereIsRoom = (onFull: () => void, tryAgain: () => void) => {
  let isFull = false
  const wait = (): void => {
    isFull = true
    onFull()
    setTimeout(() => {
      isFull = false
      tryAgain()
    }, FULL_MS)
  }
  const write = (step: () => void): boolean => {
    if (isFull) return false
    try {
      step()
      return true
    } catch (error) {
      if (!isDiskFull(error)) throw error
      wait()
      return false
    }
  }
  return { write }
}

/** SQLite's first byte is the sort of an error: 13, no room. */
const isDiskFull = (error: unknown): boolean =>
  (((error as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff) === 13
