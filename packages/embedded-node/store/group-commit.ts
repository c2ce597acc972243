import type { AppendOutcome } from './store.ts'
import { type GroupOutcome, packGroup, sizeOf, type WriteGroup, type WriteRequest } from './write-group.ts'

/** Gathers the writes that arrive while the writer is busy, so that all of them share its next sync. */
export interface GroupCommit {
  /** Rejects only with the reason that stopped the store. */
  submit(request: WriteRequest): Promise<AppendOutcome>
  /** The writer's answer to the group it holds; returns what that group had asked for. */
  written(outcome: GroupOutcome): readonly WriteRequest[]
  /** Rejects everything that waits and everything that comes later. */
  fail(reason: Error): void
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

/** One group holds at most so many events and bytes, but always at least one write. */
const groupEvents = 8_192
const groupBytes = 32 * 1024 * 1024

/**
 * Where more than a portion waits, a group takes no more: clients prepare their next appends while the rest is
 * written. A portion grows for as long as its sync takes longer than its writing, so that a slow disk still syncs
 * many at once.
 */
const leastPortionEvents = 64

interface Waiting {
  readonly request: WriteRequest
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (reason: Error) => void
}

/**
 * Two groups are with the writer at the most: the one it is at and the next. `send` hands one over and must not throw.
 */
export const groupCommit = (send: (group: WriteGroup) => void, nowTicks: () => bigint): GroupCommit => {
  let waiting: Waiting[] = []
  /** The group that the writer is at, and the one that lies ready for it. */
  const underWay: (readonly Waiting[])[] = []
  let portionEvents = leastPortionEvents
  let failure: Error | undefined
  let scheduled = false
  let onIdle: (() => void)[] = []

  const submit = (request: WriteRequest): Promise<AppendOutcome> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      waiting.push({ request, resolve, reject })
      if (underWay.length < 2) scheduleNext()
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

  /** The next group lies ready as soon as it is full; one that is not goes when the writer has nothing else to do. */
  const sendNext = (): void => {
    while (waiting.length > 0 && underWay.length < 2) {
      const { length, full } = nextGroup(waiting, portionEvents)
      if (underWay.length > 0 && !full) return
      const group = waiting.slice(0, length)
      waiting = waiting.slice(length)
      underWay.push(group)
      send(
        packGroup(
          group.map((each) => each.request),
          nowTicks(),
        ),
      )
    }
  }

  const written = ({ outcomes, writingMs, syncingMs }: GroupOutcome): readonly WriteRequest[] => {
    portionEvents = syncingMs > writingMs ? portionEvents * 2 : portionEvents / 2
    portionEvents = Math.min(groupEvents, Math.max(leastPortionEvents, portionEvents))
    const answered = underWay.shift()!
    sendNext()
    for (const [index, each] of answered.entries()) each.resolve(outcomes[index]!)
    if (isIdle()) tellIdle()
    return answered.map(({ request }) => request)
  }

  const fail = (reason: Error): void => {
    failure ??= reason
    const left = [...underWay.splice(0).flat(), ...waiting]
    waiting = []
    for (const each of left) each.reject(failure)
    tellIdle()
  }

  const tellIdle = (): void => {
    const listeners = onIdle
    onIdle = []
    for (const listener of listeners) listener()
  }

  const isIdle = (): boolean => underWay.length === 0 && waiting.length === 0

  const idle = (): Promise<void> =>
    isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))

  return { submit, written, fail, idle }
}

/** How many of those that wait go together, and whether more would not have gone with them. */
const nextGroup = (
  waiting: readonly Waiting[],
  mostEvents: number,
): { readonly length: number; readonly full: boolean } => {
  let events = 0
  let bytes = 0
  for (const [index, { request }] of waiting.entries()) {
    if (index > 0 && (events >= mostEvents || bytes >= groupBytes)) return { length: index, full: true }
    events += request.events.length
    bytes += sizeOf(request)
  }
  return { length: waiting.length, full: events >= mostEvents }
}
