import { existsSync, mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { lockFolder } from './folder-lock.ts'
import { groupCommit } from './group-commit.ts'
import { createTables, logFile, setUpReader, setUpWriter } from './layout.ts'
import { logReader } from './log-reader.ts'
import type { Store } from './store.ts'
import type { GroupOutcome } from './write-group.ts'
import type { FromWriter, ToWriter } from './writer-thread.ts'

export interface StoreOptions {
  /** Holds everything the store keeps; made if it does not exist. */
  readonly folder: string
  /** The clock, in ticks of 100 ns since the Unix epoch. */
  readonly nowTicks?: () => bigint
}

/** Opens the store in a folder, or makes an empty one. Rejects with `StoreRefused` when the folder can't be served. */
export const openStore = async ({ folder, nowTicks = systemTicks }: StoreOptions): Promise<Store> => {
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(folder)
  if (!existsSync(logFile(folder))) createLog(folder)
  const committed = new Set<(lastPosition: bigint) => void>()
  const failed = new Set<(reason: Error) => void>()
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: { folder } })
  const send = (message: ToWriter, moved: ArrayBuffer[] = []): void => worker.postMessage(message, moved)
  const commits = groupCommit((group) => send({ kind: 'write', group }, [group.bytes.buffer]), nowTicks)
  const started = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  let lastPosition = 0n
  let failure: Error | undefined

  const fail = (reason: Error): void => {
    if (failure !== undefined) return
    failure = reason
    started.reject(reason)
    commits.fail(reason)
    for (const listener of failed) listener(reason)
  }
  const written = (outcome: GroupOutcome): void => {
    const grew = outcome.lastPosition > lastPosition
    lastPosition = outcome.lastPosition
    commits.written(outcome)
    if (grew) for (const listener of committed) listener(lastPosition)
  }
  const hear = (message: FromWriter): void => {
    if (message.kind === 'written') written(message.outcome)
    else if (message.kind === 'failed') fail(new Error(`the store has stopped: ${message.reason}`))
    else if (message.kind === 'closed') closed.resolve()
    else {
      lastPosition = message.lastPosition
      started.resolve()
    }
  }
  worker.on('message', hear)
  worker.on('error', fail)
  worker.on('exit', () => {
    fail(new Error('the store has stopped: its writer ended'))
    closed.resolve()
  })
  await started.promise

  const db = new DatabaseSync(logFile(folder), { readOnly: true })
  setUpReader(db)
  const reader = logReader(db, nowTicks)
  return {
    append: (request) => commits.submit({ kind: 'append', ...request }),
    deleteStream: (stream, expected) => commits.submit({ kind: 'delete', stream, expected, events: [] }),
    tombstoneStream: (stream, expected) =>
      commits.submit({ kind: 'tombstone', stream, expected, events: [] }),
    readStream: reader.readStream,
    readAll: reader.readAll,
    lastPosition: () => lastPosition,
    onCommitted: (listener) => listenIn(committed, listener),
    onFailed: (listener) => listenIn(failed, listener),
    close: async () => {
      await commits.idle()
      db.close()
      if (failure === undefined) {
        failure = new Error('the store is closed')
        commits.fail(failure)
        send({ kind: 'close' })
        await closed.promise
      }
      lock.release()
    },
  }
}

export const systemTicks = (): bigint => BigInt(Date.now()) * 10_000n

const listenIn = <Listener>(listeners: Set<Listener>, listener: Listener): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const createLog = (folder: string): void => {
  const db = new DatabaseSync(logFile(folder))
  setUpWriter(db)
  createTables(db)
  db.close()
}
