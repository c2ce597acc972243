import { Worker } from 'node:worker_threads'
import { committedEvents } from './committed-events.ts'
import { groupCommit } from './group-commit.ts'
import { openListeners } from './listeners.ts'
import type { AppendOutcome, Commit } from './store.ts'
import type { GroupOutcome, WriteRequest } from './write-group.ts'
import type { FromWriter, ToWriter, WriterSettings } from './writer-thread.ts'

/** The writer's thread as the main thread sees it. */
export interface StoreWriter {
  submit(request: WriteRequest): Promise<AppendOutcome>
  lastPosition(): bigint
  counters(): WriterCounters
  onCommitted(listener: (commit: Commit) => void): () => void
  onFailed(listener: (reason: Error) => void): () => void
  /** Resolves when nothing waits for an answer. */
  idle(): Promise<void>
  /** Waits for what was submitted, then ends the thread. Later submissions are rejected. */
  close(): Promise<void>
}

/** Since the store was opened. */
export interface WriterCounters {
  readonly writes: number
  /** Transactions, each with one sync. */
  readonly groups: number
  readonly events: number
}

/** Starts the thread; resolves when it has the log open. */
export const startWriter = async (settings: WriterSettings, nowTicks: () => bigint): Promise<StoreWriter> => {
  const committed = openListeners<Commit>()
  const failed = openListeners<Error>()
  const commits = groupCommit(
    (group) => thread.send({ kind: 'write', group }, [group.heads.buffer, group.bytes.buffer]),
    nowTicks,
  )
  const started = Promise.withResolvers<void>()
  const counted = { writes: 0, groups: 0, events: 0 }
  let lastPosition = 0n
  let failure: Error | undefined

  const fail = (reason: Error): void => {
    if (failure !== undefined) return
    failure = reason
    started.reject(reason)
    commits.fail(reason)
    failed.tell(reason)
  }
  const written = (outcome: GroupOutcome): void => {
    if (failure !== undefined) return
    const after = lastPosition
    const events = Number(outcome.lastPosition - after)
    counted.writes += outcome.outcomes.length
    counted.groups += 1
    counted.events += events
    lastPosition = outcome.lastPosition
    const requests = commits.written(outcome)
    if (events === 0) return
    committed.tell({ after, lastPosition, events: () => committedEvents(requests, outcome, after) })
  }
  const ready = (position: bigint): void => {
    lastPosition = position
    started.resolve()
  }
  const thread = startThread(settings, { ready, written, fail })
  const close = async (): Promise<void> => {
    await commits.idle()
    if (failure === undefined) {
      failure = new Error('the store is closed')
      commits.fail(failure)
      thread.send({ kind: 'close' })
    }
    await thread.ended
  }
  await started.promise
  return {
    submit: commits.submit,
    idle: commits.idle,
    lastPosition: () => lastPosition,
    counters: () => ({ ...counted }),
    onCommitted: committed.add,
    onFailed: failed.add,
    close,
  }
}

/** What is done with what the thread tells. */
interface Hearing {
  readonly ready: (lastPosition: bigint) => void
  readonly written: (outcome: GroupOutcome) => void
  readonly fail: (reason: Error) => void
}

/** The thread itself; that it breaks or ends is a failure, unless the store was closed. */
const startThread = (settings: WriterSettings, { ready, written, fail }: Hearing) => {
  // No flags of the main thread: some of them, such as --input-type, would keep a thread from starting.
  const thread = new Worker(new URL('./writer-thread.ts', import.meta.url), {
    workerData: settings,
    execArgv: [],
  })
  const ended = Promise.withResolvers<void>()
  thread.on('message', (message: FromWriter) => {
    if (message.kind === 'written') written(message.outcome)
    else if (message.kind === 'failed') fail(new Error(`the store has stopped: ${message.reason}`))
    else ready(message.lastPosition)
  })
  thread.on('error', (error) => fail(new Error('the store has stopped: its writer failed', { cause: error })))
  thread.on('exit', () => {
    fail(new Error('the store has stopped: its writer ended'))
    ended.resolve()
  })
  const send = (message: ToWriter, moved: ArrayBuffer[] = []): void => thread.postMessage(message, moved)
  return { send, ended: ended.promise }
}
