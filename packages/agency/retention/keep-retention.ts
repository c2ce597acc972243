import { setTimeout as sleep } from 'node:timers/promises'
import {
  evolveHoldings,
  type Held,
  type RetentionCommand,
  type RetentionRules,
  retentionCommands,
} from '@concord/access'
import type { ConnectedEventLog } from '@concord/event-log'
import { envelopeSchema, type LogItem, type Position, parseStreamName } from '@concord/kernel'
import type { CommandDesk } from '../commands/command-desk.ts'

export interface RetentionParts {
  readonly agency: string
  readonly log: Pick<ConnectedEventLog, 'followStored'>
  readonly desk: Pick<CommandDesk, 'submit'>
  readonly rules: RetentionRules
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly onAct?: (command: RetentionCommand, outcome: string) => void
  readonly onFailure?: (error: unknown) => void
}

/** How often it is looked at what is due: what is due is gone within the day, even after most of a day's failures. */
const LOOK_MS = 3_600_000
const AGAIN_MS = 5_000

/**
 * Keeps an agency's data about persons no longer than its rules allow, until the signal aborts: warns of what is soon to
 * be reviewed and purges what is due, as commands to the agency's own desk. What is held follows from the log; nothing is
 * done before the log has been caught up with. Only streams under the agency's own name are kept track of: what is said
 * about persons stands there.
 *
 * The log is followed unchecked, because the desk checks the stream before it records anything: what was forged is
 * refused there, and destroys no key.
 */
export const keepRetention = async (parts: RetentionParts): Promise<void> => {
  const { agency, log, desk, rules, clock, signal } = parts
  const holdings = new Map<string, Held>()
  let after: Position | undefined
  let isLive = false

  const take = (items: readonly LogItem[]): void => {
    for (const item of items) {
      if (item.kind === 'caught-up') isLive = true
      else after = item.kind === 'checkpoint' ? item.position : item.event.position
      if (item.kind !== 'event' || parseStreamName(item.event.stream)?.category !== agency) continue
      const { metadata, ...stored } = item.event
      const envelope = envelopeSchema.safeParse(metadata)
      if (envelope.success) evolveHoldings(holdings, { ...stored, envelope: envelope.data })
    }
  }

  const look = async (): Promise<void> => {
    for (const command of retentionCommands(holdings, rules, clock())) {
      if (signal.aborted) return
      const given = await desk.submit({
        command: command.command,
        incident: command.incident,
        key: command.key,
        body: { occurredAt: new Date(clock()).toISOString(), data: command.data },
        reader: { agency, subject: 'retention', roles: ['service'], purpose: undefined, case: undefined },
        whileRunning: 'wait',
      })
      parts.onAct?.(command, given.ok ? 'recorded' : given.error.code)
    }
  }

  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const items of log.followStored({ ...(after === undefined ? {} : { after }), signal })) {
          const wasLive = isLive
          take(items)
          if (isLive && !wasLive) await look()
        }
      } catch (error) {
        parts.onFailure?.(error)
      }
      isLive = false
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  const watchClock = async (): Promise<void> => {
    while (!signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
      if (isLive) await look().catch((error: unknown) => parts.onFailure?.(error))
    }
  }

  await Promise.all([follow(), watchClock()])
}
