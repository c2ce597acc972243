import { setImmediate } from 'node:timers/promises'
import type { Position } from '@concord/kernel'
import type { EventEntry } from '../asked/events.ts'
import type { FollowItem, FollowOptions } from '../picture.ts'

/** A run of what one reader may see, and up to where the log was looked through for it. */
export interface VisibleRun {
  readonly items: readonly Extract<FollowItem, { kind: 'event' }>[]
  readonly scanned: number
}

/** What following needs of the read models. Places are ordinals of the journal: they never leave the process. */
export interface Followable {
  /** The end of what is folded, and the position of the last event in it that the reader may see. */
  head(): { readonly ordinal: number; readonly position: Position }
  /** The ordinal of the last event up to a position. */
  ordinalAt(position: Position): number
  /** What the reader may see after an ordinal, bounded; empty with `scanned` unchanged when there is nothing new. */
  visibleAfter(ordinal: number): VisibleRun
  /** Calls back after each commit; gives the way to stop it. */
  onCommit(wake: () => void): () => void
  readonly closing: AbortSignal
}

/** Says at a fixed pace that it is time for a sign of life; gives the way to stop it. Injected: time decides. */
export type Heartbeat = (beat: () => void) => () => void

/** For so long what was looked up may be given out: rights end meanwhile, and a slow taker takes a run for hours. */
const GOOD_FOR_MS = 2_000

/**
 * First what is there after the position, then what comes. Pulled: nothing is read ahead but one run, the journal is the
 * buffer, so a slow taker costs no memory, and is not given what was withheld while it took its time. What is withheld wakes
 * nobody up: what a reader is given depends on visible events and the fixed beat alone. `now` is in milliseconds, by a clock
 * that nobody sets.
 */
export async function* followPicture(
  source: Followable,
  { after, incident, signal }: FollowOptions,
  heartbeat: Heartbeat,
  now: () => number = () => performance.now(),
): AsyncGenerator<FollowItem> {
  let scanned = after === undefined ? source.head().ordinal : source.ordinalAt(after)
  let resumeAfter = after ?? source.head().position
  let beaten = false
  const bell = openBell()
  const stops = [
    source.onCommit(bell.ring),
    heartbeat(() => {
      beaten = true
      bell.ring()
    }),
  ]
  for (const one of [signal, source.closing]) one.addEventListener('abort', bell.ring)
  try {
    while (!signal.aborted) {
      if (source.closing.aborted) return yield { kind: 'ended', reason: 'closing', resumeAfter }
      const run = yield* givenInTime(
        () => source.visibleAfter(scanned),
        ({ entry }) => isOf(entry, incident),
        signal,
        now,
      )
      if (signal.aborted) return
      resumeAfter = run.items.at(-1)?.position ?? resumeAfter
      const isIdle = run.scanned === scanned
      scanned = run.scanned
      if (isIdle && beaten) {
        beaten = false
        yield { kind: 'position', position: resumeAfter }
      }
      // A long log of which the reader sees little is many runs with nothing to wait for: others have their turn in between.
      await (isIdle ? bell.wait() : setImmediate())
    }
  } finally {
    for (const stop of stops) stop()
    for (const one of [signal, source.closing]) one.removeEventListener('abort', bell.ring)
  }
}

type Item = VisibleRun['items'][number]

/** Gives out what is wanted of a run, each once, and looks the rest up anew where the taker has been slow. */
function* givenInTime(
  look: () => VisibleRun,
  isWanted: (item: Item) => boolean,
  signal: AbortSignal,
  now: () => number,
): Generator<Item, VisibleRun> {
  const given = new Set<string>()
  let reached = 0n
  // What can be seen since stands before what was given: it is not gone back to.
  const rest = (run: VisibleRun) =>
    run.items.filter((item) => isWanted(item) && item.position >= reached && !given.has(keyOf(item)))
  let run = look()
  let goodUntilMs = now() + GOOD_FOR_MS
  let left = rest(run)
  for (let next = left.shift(); next !== undefined && !signal.aborted; next = left.shift()) {
    given.add(keyOf(next))
    reached = next.position
    yield next
    if (now() <= goodUntilMs) continue
    run = look()
    goodUntilMs = now() + GOOD_FOR_MS
    left = rest(run)
  }
  return run
}

/** At the place of a release what it released comes beside the release itself. */
const keyOf = ({ position, entry }: Item): string => `${position} ${entry.event.id}`

/** Whether it is of the incident that is followed; of any, where all are. */
const isOf = ({ event }: EventEntry, incident: string | undefined): boolean =>
  incident === undefined || event.stream.slice(event.stream.indexOf('-') + 1) === incident

/** Rings are remembered until waited for, so that none is missed. */
const openBell = () => {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    wait: async () => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve))
      rung = false
      wake = undefined
    },
  }
}
