import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { checkpointer } from './checkpoint.ts'
import { inWords } from './damage.ts'
import { logFile, setUpWriter } from './layout.ts'
import { logWriter } from './log-writer.ts'
import type { GroupOutcome, WriteGroup } from './write-group.ts'

/** The thread that owns the only writing connection: a sync blocks it, never the node. */

/** The thread's `workerData`. */
export interface WriterSettings {
  readonly folder: string
  readonly checkpointPages: number
}

/** What the thread is told. Groups are written in the order they come; after `close` nothing is heard. */
export type ToWriter = { readonly kind: 'write'; readonly group: WriteGroup } | { readonly kind: 'close' }

/**
 * What the thread tells: `ready` once, `written` once for each group in their order and only after its sync, `failed`
 * once and nothing after it.
 */
export type FromWriter =
  | { readonly kind: 'ready'; readonly lastPosition: bigint }
  | { readonly kind: 'written'; readonly outcome: GroupOutcome }
  | { readonly kind: 'failed'; readonly reason: string }

const port = parentPort!
const { folder, checkpointPages } = workerData as WriterSettings
const say = (message: FromWriter): void => port.postMessage(message)

let failed = false

/** The first error ends the thread's work for good: whether the disk took the last group is unknown from here on. */
const orFail = (work: () => void): void => {
  if (failed) return
  try {
    work()
  } catch (error) {
    failed = true
    const told = inWords(error, { reads: folder, writes: folder })
    say({ kind: 'failed', reason: told instanceof Error ? told.message : String(told) })
    port.close()
  }
}

orFail(() => {
  const db = new DatabaseSync(logFile(folder))
  setUpWriter(db)
  const writer = logWriter(db)
  const checkpoint = checkpointer(db, checkpointPages)
  port.on('message', (message: ToWriter) =>
    orFail(() => {
      if (message.kind === 'write') {
        say({ kind: 'written', outcome: writer.write(message.group) })
        checkpoint()
      } else {
        port.close()
        db.exec('pragma wal_checkpoint(truncate)')
        db.close()
      }
    }),
  )
  say({ kind: 'ready', lastPosition: writer.lastPosition() })
})
