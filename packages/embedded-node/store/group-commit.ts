import type { AppendOutcome } from './store.ts'
import { type GroupOutcome, packGroup, sizeOf, type WriteGroup, type WriteRequest } from './write-group.ts'

/** Gathers the writes that arrive while the writer is busy, so that all of them share its next sync. */
export interface GroupCommit {
  /** Rejects only with the reason that stopped the store. */
  submit(request: WriteRequest): Promise<AppendOutcome>
  /** The writer's answer to the group it holds. */
  written(outcome: GroupOutcome): void
  /** Rejects everything that waits and everything that comes later. */
  fail(reason: Error): void
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

/** One group holds at most so many events and bytes, but always at least one write. */
const groupEvents = 8_192
const groupBytes = 32 * 1024 * 1024

interface Waiting {
  readonly request: WriteRequest
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (reason: Error) => void
}

export const groupCommit = (send: (group: WriteGroup) => void, nowTicks: () => bigint): GroupCommit => {
  let waiting: Waiting[] = []
  let underWay: readonly Waiting[] = []
  let failure: Error | undefined
  let scheduled = false
  let onIdle: (() => void)[] = []

  const submit = (request: WriteRequest): Promise<AppendOutcome> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      waiting.push({ request, resolve, reject })
      if (underWay.length === 0) scheduleNext()
    })

  /** Waits for the rest of this turn of the event loop: requests that arrived together go together. */
  const scheduleNext = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      sendNext()
    })
  }

  const sendNext = (): void => {
    if (underWay.length > 0 || waiting.length === 0) return
    const count = groupLength(waiting)
    underWay = waiting.slice(0, count)
    waiting = waiting.slice(count)
    send(
      packGroup(
        underWay.map((each) => each.request),
        nowTicks(),
      ),
    )
  }

  const written = ({ outcomes }: GroupOutcome): void => {
    const answered = underWay
    underWay = []
    sendNext()
    for (const [index, each] of answered.entries()) each.resolve(outcomes[index]!)
    if (underWay.length === 0 && waiting.length === 0) tellIdle()
  }

  const fail = (reason: Error): void => {
    failure ??= reason
    const left = [...underWay, ...waiting]
    underWay = []
    waiting = []
    for (const each of left) each.reject(failure)
    tellIdle()
  }

  const tellIdle = (): void => {
    const listeners = onIdle
    onIdle = []
    for (const listener of listeners) listener()
  }

  const idle = (): Promise<void> =>
    underWay.length === 0 && waiting.length === 0
      ? Promise.resolve()
      : new Promise((resolve) => onIdle.push(resolve))

  return { submit, written, fail, idle }
}

const groupLength = (waiting: readonly Waiting[]): number => {
  let events = 0
  let bytes = 0
  for (const [index, { request }] of waiting.entries()) {
    events += request.events.length
    bytes += sizeOf(request)
    if (index > 0 && (events > groupEvents || bytes > groupBytes)) return index
  }
  return waiting.length
}
