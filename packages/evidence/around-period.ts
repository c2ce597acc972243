import type { ConnectedEventLog, HeadEvent, LogTree } from '@concord/event-log'
import { err, millisecondsOf, ok, type Position, type Result, type StoredEvent } from '@concord/kernel'
import { type Grounds, newest } from './grounds.ts'
import type { Selection, SelectionFailure } from './selection.ts'

interface PeriodParts {
  readonly log: ConnectedEventLog
  readonly tree: LogTree
  readonly grounds: Grounds
  readonly selection: Selection
  /** What was recorded within the period, in the order of the log. */
  readonly events: readonly StoredEvent[]
  readonly limit: number
}

/**
 * What lies around the events of a period: from what the newest log head that was signed before it does not cover, that head
 * with it, up to the first head that was signed after it. By these two nothing of the period can be left out at its ends. Where
 * there is no such head, from the first event of the log, or up to the last one that the package's head covers. Nothing for
 * another selection.
 */
export const aroundPeriod = async ({
  log,
  tree,
  grounds,
  selection,
  events,
  limit,
}: PeriodParts): Promise<Result<readonly StoredEvent[], SelectionFailure>> => {
  if (selection.kind !== 'period') return ok([])
  const last = tree.leafPosition(grounds.head.head.size - 1)
  const covered = grounds.heads.filter(({ event }) => event.position <= last)
  const signedMs = ({ head }: HeadEvent) => millisecondsOf(head.at)
  const until = covered.filter((one) => signedMs(one) <= millisecondsOf(selection.from))
  const since = covered.filter((one) => signedMs(one) >= millisecondsOf(selection.to))
  const before = await newest(until, ({ event }) => grounds.counts(event))
  const after = await newest(since.toReversed(), ({ event }) => grounds.counts(event))
  const size = before?.head.size ?? 0
  const from = earlier(size === 0 ? -1n : tree.leafPosition(size - 1), events[0]!.position)
  const to = later(after?.event.position ?? last, events.at(-1)!.position)

  const own = new Set(events.map(({ position }) => position))
  const around = (await between(log, from, to, limit)).filter(({ position }) => !own.has(position))
  return around.length + events.length > limit
    ? err({
        kind: 'too-many',
        detail: `More than ${limit} events up to the log heads around the period: choose a period that begins or ends nearer to one.`,
      })
    : ok(around)
}

/** The events after a position and up to another one; beyond the limit some more, which is enough to say so. */
const between = async (
  log: ConnectedEventLog,
  from: Position,
  to: Position,
  limit: number,
): Promise<readonly StoredEvent[]> => {
  const found: StoredEvent[] = []
  const end = new AbortController()
  for await (const batch of log.followStored({ ...(from < 0n ? {} : { after: from }), signal: end.signal })) {
    for (const item of batch) {
      if (item.kind === 'caught-up' || (item.kind === 'event' && item.event.position >= to)) end.abort()
      if (item.kind === 'event' && item.event.position <= to) found.push(item.event)
    }
    if (found.length > limit) end.abort()
  }
  return found
}

const earlier = (a: Position, b: Position): Position => (a < b ? a : b)
const later = (a: Position, b: Position): Position => (a > b ? a : b)
