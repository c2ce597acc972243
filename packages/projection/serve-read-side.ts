import { parentPort, workerData } from 'node:worker_threads'
import type { JournalBatch } from './journal-batch.ts'
import type { Projection, SetAside } from './projection.ts'
import { openReadSide, type ReadSideStanding } from './read-side.ts'

/** What the projector sends to its thread. */
export type ToReadSide = { readonly kind: 'batch'; readonly batch: JournalBatch } | { readonly kind: 'close' }

/** What the thread answers: where it stands once at the start, after each batch, and after each slice of catching up. */
export type FromReadSide =
  | { readonly kind: 'standing'; readonly standing: ReadSideStanding; readonly taken: number }
  | { readonly kind: 'rebuild'; readonly projection: string; readonly why: string }
  | { readonly kind: 'set-aside'; readonly events: readonly SetAside[] }
  | { readonly kind: 'closed' }

/** What the thread is started with. */
export interface ReadSideSettings {
  readonly folder: string
  /** What whoever starts the thread tells its projections; copied as messages between threads are. */
  readonly told: unknown
}

/**
 * The thread that writes journal and read models. A service's worker file calls it with that service's projections,
 * which may depend on what the projector was told.
 * An error ends the thread, and with it the projector: half a fold must never be served.
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

  let advancing = false
  let closed = false
  const advance = (): void => {
    if (closed) return
    advancing = side.advance()
    if (!advancing) return
    tell(0)
    setImmediate(advance)
  }

  /** After what has been taken was told, and everything else that had come in by then. */
  const settle = (): void => {
    if (!closed && !advancing) side.settle()
  }

  port.on('message', (message: ToReadSide) => {
    if (message.kind === 'close') {
      closed = true
      side.close()
      post({ kind: 'closed' })
      port.close()
      return
    }
    side.take(message.batch)
    tell(1)
    if (!advancing) advance()
    setImmediate(settle)
  })
  tell(0)
  advance()
}
