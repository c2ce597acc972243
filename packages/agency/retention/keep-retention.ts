import { setTimeout as sleep } from 'node:timers/promises'
import {
  endsDates,
  evolveHoldings,
  type Holding,
  type RetentionCommand,
  type RetentionRules,
  retentionCommands,
} from '@concord/access'
import { type ConnectedEventLog, hasForce, keyStream } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import {
  categoriesOf,
  envelopeSchema,
  type LogItem,
  type Position,
  parseStreamName,
  type StoredEvent,
} from '@concord/kernel'
import type { CommandDesk } from '../commands/command-desk.ts'
import { ERASE } from '../erasure/held-data.ts'

/** What is looked through, by which rules, and who does what they ask for. */
export interface RetentionParts {
  readonly definition: Pick<AgencyDefinition, 'name' | 'events'>
  readonly log: Pick<ConnectedEventLog, 'followStored' | 'owners' | 'readStored' | 'register'>
  readonly desk: Pick<CommandDesk, 'submit'>
  readonly rules: RetentionRules
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number
  readonly signal: AbortSignal
  /** How to wait for the next look; it ends early when the signal aborts. Default: by the machine's clock. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly onAct?: (command: RetentionCommand, outcome: string) => void
  /** Told after each look about how many persons something is still held past its date, because no purge succeeded. */
  readonly onLook?: (overdue: number) => void
  readonly onFailure?: (error: unknown) => void
}

/** How often it is looked at what is due: what is due is gone within the day, even after most of a day's failures. */
const LOOK_MS = 3_600_000
const AGAIN_MS = 5_000

/**
 * Keeps an agency's data about persons no longer than its rules allow, until the signal aborts: warns of what is soon
 * to be reviewed and purges what is due, as commands to the agency's own desk. What is held follows from the log;
 * nothing is done before the log has been caught up with. All streams of the agency are kept track of.
 *
 * The log is followed unchecked, because the desk checks the stream before it records anything: what was forged is
 * refused there, and destroys no key. Only what would end a date is checked before it counts: whoever writes into the
 * store past everybody does not have anything kept for ever.
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

/** What the agency holds about persons, as the log says it. */
const followHoldings = ({ definition, log, signal }: RetentionParts) => {
  const categories = categoriesOf(definition)
  const holdings = new Map<string, Holding>()
  let after: Position | undefined

  const take = async (item: LogItem): Promise<void> => {
    if (item.kind === 'caught-up') return
    if (item.kind === 'event' && isOfAgency(item.event)) {
      const { metadata, ...stored } = item.event
      const envelope = envelopeSchema.safeParse(metadata)
      const counts = envelope.success && (!endsDates(item.event.type) || (await isSigned(item.event)))
      if (counts) evolveHoldings(holdings, { ...stored, envelope: envelope.data })
    }
    after = item.kind === 'checkpoint' ? item.position : item.event.position
  }
  const isOfAgency = ({ stream }: StoredEvent): boolean =>
    categories.has(parseStreamName(stream)?.category ?? '')

  /** Throws while it cannot be told: who passed over a review would purge what is still needed. */
  const isSigned = async (event: StoredEvent): Promise<boolean> => {
    if (await hasForce(event, log.owners, log.register)) return true
    const keys = await log.readStored(keyStream(definition.name))
    if (!keys.ok) throw new Error(keys.error.detail)
    log.register.load(definition.name, keys.value)
    return hasForce(event, log.owners, log.register)
  }

  return {
    holdings,
    /** Reads on to the end of the log and lets go of it: between two looks nobody follows what only a look needs. */
    catchUp: async (): Promise<void> => {
      const reading = new AbortController()
      const following = {
        ...(after === undefined ? {} : { after }),
        signal: AbortSignal.any([signal, reading.signal]),
      }
      for await (const items of log.followStored(following)) {
        for (const item of items) await take(item)
        if (items.some(({ kind }) => kind === 'caught-up')) reading.abort()
      }
    },
  }
}

/** Gives the commands that are due. */
const look = async (parts: RetentionParts, holdings: ReadonlyMap<string, Holding>): Promise<void> => {
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
