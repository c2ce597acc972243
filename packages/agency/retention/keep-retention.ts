import { setTimeout as sleep } from 'node:timers/promises'
import {
  hasJustLeapt,
  type LogTime,
  passedByBoth,
  type RetentionCommand,
  type RetentionRules,
  retentionCommands,
  warningOfFirst,
} from '@concord/access'
import { CLOCK_TOLERANCE_MS } from '@concord/kernel'
import type { CommandDesk } from '../commands/command-desk.ts'
import { ERASE } from '../erasure/held-data.ts'
import { type FollowedHoldings, followHoldings, type HoldingsParts } from './follow-holdings.ts'

/** Where it is found what is held, by which rules that is judged, and who does what they ask for. */
export interface RetentionParts extends HoldingsParts {
  readonly desk: Pick<CommandDesk, 'submit'>
  readonly rules: RetentionRules
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  /** How to wait for the next look; it ends early when the signal aborts. Default: by the machine's clock. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Told once what is held, when the log has been read for the first time; told again where that failed. */
  readonly onHeld?: (holdings: FollowedHoldings['holdings']) => Promise<void>
  /** Told of each command that was given, and what became of it: `recorded`, or the code of a problem. */
  readonly onAct?: (command: RetentionCommand, outcome: string) => void
  /** Told after each look about how many persons something is still held past its date, because no purge succeeded. */
  readonly onLook?: (overdue: number) => void
  /** Told after each look why not all that is due by this machine's clock is purged; undefined where nothing keeps it. */
  readonly onPutOff?: (why: PutOff | undefined) => void
  /** Told why a look could not be finished; the next one comes after some seconds. */
  readonly onFailure?: (error: unknown) => void
}

/**
 * What keeps purges back. `clocks-differ`: this machine's clock is so much ahead of the log's, or behind it where that is less
 * than 0; what is due by one of them alone stays. `log-leapt`: the log's time went on by days at a stroke a short while ago, at
 * that moment by its own clock; nothing is purged until a day after.
 */
export type PutOff =
  | { readonly kind: 'clocks-differ'; readonly apartMs: number }
  | { readonly kind: 'log-leapt'; readonly atMs: number }

/** What is due is looked for so often that it is gone within the day, even where looks fail for most of that day. */
const LOOK_MS = 3_600_000
const AGAIN_MS = 5_000

/** So old the newest event may be and still tell what time it is: nothing is recorded for that alone while others record. */
const ASK_MS = 6 * 3_600_000

/**
 * Keeps an agency's data about persons no longer than its rules allow, until the signal aborts: warns of what is soon
 * to be reviewed and purges what is due, as commands to the agency's own desk. What is held follows from the log;
 * nothing is done before the log has been caught up with. All streams of the agency are kept track of. A purge cannot be taken
 * back: it takes two clocks that say that its date has passed, this machine's and the one by which the log is written.
 */
export const keepRetention = async (parts: RetentionParts): Promise<void> => {
  const { signal, rest = sleepAtMost } = parts
  const held = followHoldings(parts)
  let isTold = false
  while (!signal.aborted) {
    let restMs = LOOK_MS
    try {
      await held.catchUp()
      if (!isTold) await parts.onHeld?.(held.holdings)
      isTold = true
      await look(parts, held)
    } catch (error) {
      parts.onFailure?.(error)
      restMs = AGAIN_MS
    }
    await rest(restMs, signal)
  }
}

/** Gives the commands that are due by both clocks, this machine's and the log's. */
const look = async (parts: RetentionParts, held: FollowedHoldings): Promise<void> => {
  const { rules, clock, signal } = parts
  const nowMs = clock()
  const isTold = await askTheTime(parts, held, nowMs)
  const time = held.logTime()
  const passedMs = passedByBoth(time, nowMs)
  const isHeldBack = hasJustLeapt(time, nowMs)
  let overdue = 0
  for (const command of retentionCommands(held.holdings, rules, passedMs)) {
    if (signal.aborted) return
    const isPurge = command.command === ERASE
    const outcome = isPurge && isHeldBack ? undefined : await give(parts, command, passedMs)
    if (outcome !== undefined) parts.onAct?.(command, outcome)
    if (isPurge && outcome !== 'recorded') overdue++
  }
  parts.onLook?.(overdue)
  parts.onPutOff?.(clocksDiffer(time, nowMs, isTold) ?? (isHeldBack && overdue > 0 ? leapt(time) : undefined))
}

/** That the log is ahead is seen by its newest event; that it is behind only where one was recorded now. */
const clocksDiffer = (time: LogTime | undefined, nowMs: number, isTold: boolean): PutOff | undefined => {
  const apartMs = nowMs - (time?.newestMs ?? nowMs)
  const isApart = apartMs < -CLOCK_TOLERANCE_MS || (isTold && apartMs > CLOCK_TOLERANCE_MS)
  return isApart ? { kind: 'clocks-differ', apartMs } : undefined
}

const leapt = (time: LogTime | undefined): PutOff | undefined =>
  time && { kind: 'log-leapt', atMs: time.steadySinceMs }

/**
 * Where nobody has recorded anything for a while although something is due by this machine's clock: has a warning recorded, so
 * that the log tells what time it is. Answers whether it was told.
 */
const askTheTime = async (parts: RetentionParts, held: FollowedHoldings, nowMs: number): Promise<boolean> => {
  const time = held.logTime()
  if (time === undefined || nowMs - time.newestMs < ASK_MS) return false
  const warning = warningOfFirst(held.holdings, parts.rules, nowMs, Math.floor(nowMs / ASK_MS))
  if (warning === undefined) return false
  const outcome = await give(parts, warning, time.newestMs)
  // It was given before, in the same turn: maybe by another process of the agency, a moment ago.
  const isGiven = outcome === 'key-reused'
  if (!isGiven) parts.onAct?.(warning, outcome)
  const isTold = isGiven || outcome === 'recorded'
  if (isTold) await held.catchUp()
  return isTold
}

/** Answers `recorded`, or the code of a problem. */
const give = async (
  { definition, desk }: RetentionParts,
  command: RetentionCommand,
  nowMs: number,
): Promise<string> => {
  const given = await desk.submit({
    command: command.command,
    incident: command.incident,
    key: command.key,
    body: {
      occurredAt: new Date(nowMs).toISOString(),
      marking: command.marking,
      data: command.data,
    },
    reader: {
      agency: definition.name,
      subject: 'retention',
      roles: ['service'],
      purpose: undefined,
      case: undefined,
    },
    markedAsRecorded: true,
    whileRunning: 'wait',
  })
  return given.ok ? 'recorded' : given.error.code
}

const sleepAtMost = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
