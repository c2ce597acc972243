import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { logFile, setUpWriter } from './layout.ts'
import { logWriter } from './log-writer.ts'
import type { GroupOutcome, WriteGroup } from './write-group.ts'

/** The thread that owns the only writing connection: a sync blocks it, never the node. */

export type ToWriter = { readonly kind: 'write'; readonly group: WriteGroup } | { readonly kind: 'close' }

export type FromWriter =
  | { readonly kind: 'ready'; readonly lastPosition: bigint }
  | { readonly kind: 'written'; readonly outcome: GroupOutcome }
  | { readonly kind: 'failed'; readonly reason: string }

const port = parentPort!
const say = (message: FromWriter): void => port.postMessage(message)

/** The first error ends the thread's work for good: whether the disk took the last group is unknown from here on. */
const orFail = (work: () => void): void => {
  try {
    work()
  } catch (error) {
    say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
    port.close()
  }
}

orFail(() => {
  const db = new DatabaseSync(logFile((workerData as { readonly folder: string }).folder))
  setUpWriter(db)
  const writer = logWriter(db)
  port.on('message', (message: ToWriter) =>
    orFail(() => {
      if (message.kind === 'write') {
        say({ kind: 'written', outcome: writer.write(message.group) })
      } else {
        port.close()
        db.close()
      }
    }),
  )
  say({ kind: 'ready', lastPosition: writer.lastPosition() })
})
