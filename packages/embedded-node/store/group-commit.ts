import { openBacklog, type WaitingWrite } from './backlog.ts'
import { openPortion } from './portion.ts'
import type { AppendOutcome } from './store.ts'
import { type GroupOutcome, packGroup, type WriteGroup, type WriteRequest } from './write-group.ts'

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

/**
 * Two groups are with the writer at the most: the one it is at and the next. `send` hands one over and must not throw.
 */
export const groupCommit = (send: (group: WriteGroup) => void, nowTicks: () => bigint): GroupCommit => {
  const backlog = openBacklog()
  /** The group that the writer is at, and the one that lies ready for it. */
  const underWay: (readonly WaitingWrite[])[] = []
  const portion = openPortion()
  const idleBell = openBell()
  let failure: Error | undefined

  const submit = (request: WriteRequest): Promise<AppendOutcome> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      backlog.add({ request, resolve, reject })
      if (underWay.length < 2) scheduleNext()
    })

  /** The next group lies ready as soon as it is full; one that is not goes when the writer has nothing else to do. */
  const sendNext = (): void => {
    while (underWay.length < 2) {
      const group = backlog.take(portion.events(), underWay.length > 0 ? 'full' : 'any')
      if (group === undefined) return
      underWay.push(group)
      const requests = group.map(({ request }) => request)
      send(packGroup(requests, nowTicks()))
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
    const left = [...underWay.splice(0).flat(), ...backlog.takeAll()]
    for (const each of left) each.reject(failure)
    idleBell.ring()
  }

  const isIdle = (): boolean => underWay.length === 0 && backlog.isEmpty()

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

/** Tells each of those who wait for something, once, that it has happened. */
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
