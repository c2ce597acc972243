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
  const portion = openPortion()
  const idleBell = openBell()
  let failure: Error | undefined

  const submit = (request: WriteRequest): Promise<AppendOutcome> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      waiting.push({ request, resolve, reject })
      if (underWay.length < 2) scheduleNext()
    })

  /** The next group lies ready as soon as it is full; one that is not goes when the writer has nothing else to do. */
  const sendNext = (): void => {
    while (waiting.length > 0 && underWay.length < 2) {
      const { length, full } = nextGroup(waiting, portion.events())
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

  /** Waits for the rest of this turn of the event loop: requests that arrived together go together. */
  const scheduleNext = onceATurn(sendNext)

  const written = (outcome: GroupOutcome): readonly WriteRequest[] => {
    portion.learn(outcome)
    const answered = underWay.shift()!
    sendNext()
    for (const [index, each] of answered.entries()) each.resolve(outcome.outcomes[index]!)
    if (isIdle()) idleBell.ring()
    return answered.map(({ request }) => request)
  }

  const fail = (reason: Error): void => {
    failure ??= reason
    const left = [...underWay.splice(0).flat(), ...waiting]
    waiting = []
    for (const each of left) each.reject(failure)
    idleBell.ring()
  }

  const isIdle = (): boolean => underWay.length === 0 && waiting.length === 0

  const idle = async (): Promise<void> => {
    if (!isIdle()) await idleBell.rung()
  }

  return { submit, written, fail, idle }
}

/** Does it once at the end of a turn of the event loop, however often it was asked for in it. */
const onceATurn = (act: () => void): (() => void) => {
  let scheduled = false
  return () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      act()
    })
  }
}

/** How many events go together, as the disk has taught. */
const openPortion = () => {
  let events = leastPortionEvents
  return {
    events: () => events,
    learn: ({ writingMs, syncingMs }: GroupOutcome): void => {
      const wanted = syncingMs > writingMs ? events * 2 : events / 2
      events = Math.min(groupEvents, Math.max(leastPortionEvents, wanted))
    },
  }
}

/** Whoever waits for something to happen hears of it once. */
const openBell = () => {
  let waiting: (() => void)[] = []
  return {
    rung: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    ring: (): void => {
      const hearing = waiting
      waiting = []
      for (const hear of hearing) hear()
    },
  }
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
