import { setTimeout as sleep } from 'node:timers/promises'
import { type Holdings, type RetentionCommand, type RetentionRules, retentionCommands } from '@concord/access'
import type { CommandDesk } from '../commands/command-desk.ts'
import { ERASE } from '../erasure/held-data.ts'
import { followHoldings, type HoldingsParts } from './follow-holdings.ts'

/** Where it is found what is held, by which rules that is judged, and who does what they ask for. */
export interface RetentionParts extends HoldingsParts {
  readonly desk: Pick<CommandDesk, 'submit'>
  readonly rules: RetentionRules
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  /** How to wait for the next look; it ends early when the signal aborts. Default: by the machine's clock. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Told of each command that was given, and what became of it: `recorded`, or the code of a problem. */
  readonly onAct?: (command: RetentionCommand, outcome: string) => void
  /** Told after each look about how many persons something is still held past its date, because no purge succeeded. */
  readonly onLook?: (overdue: number) => void
  /** Told why a look could not be finished; the next one comes after some seconds. */
  readonly onFailure?: (error: unknown) => void
}

/** What is due is looked for so often that it is gone within the day, even where looks fail for most of that day. */
const LOOK_MS = 3_600_000
const AGAIN_MS = 5_000

/**
 * Keeps an agency's data about persons no longer than its rules allow, until the signal aborts: warns of what is soon
 * to be reviewed and purges what is due, as commands to the agency's own desk. What is held follows from the log;
 * nothing is done before the log has been caught up with. All streams of the agency are kept track of.
 */
export const keepRetention = async (parts: RetentionParts): Promise<void> => {
  const { signal, rest = sleepAtMost } = parts
  const held = followHoldings(parts)
  while (!signal.aborted) {
    let restMs = LOOK_MS
    try {
      await held.catchUp()
      await look(parts, held.holdings)
    } catch (error) {
      parts.onFailure?.(error)
      restMs = AGAIN_MS
    }
    await rest(restMs, signal)
  }
}

/** Gives the commands that are due. */
const look = async (parts: RetentionParts, holdings: Holdings): Promise<void> => {
  const { definition, desk, rules, clock, signal } = parts
  let overdue = 0
  for (const command of retentionCommands(holdings, rules, clock())) {
    if (signal.aborted) return
    const given = await desk.submit({
      command: command.command,
      incident: command.incident,
      key: command.key,
      body: { occurredAt: new Date(clock()).toISOString(), marking: command.marking, data: command.data },
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
    if (!given.ok && command.command === ERASE) overdue++
    parts.onAct?.(command, given.ok ? 'recorded' : given.error.code)
  }
  parts.onLook?.(overdue)
}

const sleepAtMost = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
