import {
  endsDates,
  evolveHoldings,
  evolveLogTime,
  type Holding,
  type Holdings,
  type LogTime,
} from '@concord/access'
import { type ConnectedEventLog, hasForce, keyStream } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import {
  categoriesOf,
  envelopeSchema,
  type LogItem,
  millisecondsOf,
  type Position,
  parseStreamName,
  type StoredEvent,
} from '@concord/kernel'

/** The log, and whose streams in it are looked through. */
export interface HoldingsParts {
  readonly definition: Pick<AgencyDefinition, 'name' | 'events'>
  readonly log: Pick<ConnectedEventLog, 'followStored' | 'owners' | 'readStored' | 'register'>
  readonly signal: AbortSignal
}

/** What an agency holds about persons, as far as the log was read. */
export interface FollowedHoldings {
  readonly holdings: Holdings
  /** What time it is by the log; undefined until something is recorded in it. */
  readonly logTime: () => LogTime | undefined
  /**
   * Reads on to the present end of the log and then lets go of it: between two looks nobody follows what only a look
   * needs. Rejects while the log cannot be read; called again, it goes on from where it was.
   */
  catchUp(): Promise<void>
}

/**
 * Follows what the agency holds about persons, over all its streams.
 *
 * Events are not checked, because the desk checks a stream before it records anything in it: a forged event is refused
 * there, and no key is destroyed because of it. Only an event that would put off a date is checked before it counts, so
 * that nobody who can write into the store can have data kept for ever.
 */
export const followHoldings = ({ definition, log, signal }: HoldingsParts): FollowedHoldings => {
  const categories = categoriesOf(definition)
  const holdings = new Map<string, Holding>()
  let after: Position | undefined
  let logTime: LogTime | undefined

  const take = async (item: LogItem): Promise<void> => {
    if (item.kind === 'caught-up') return
    if (item.kind === 'event' && isOfAgency(item.event)) {
      const { metadata, ...stored } = item.event
      const envelope = envelopeSchema.safeParse(metadata)
      const counts = envelope.success && (!endsDates(item.event.type) || (await isSigned(item.event)))
      if (counts) evolveHoldings(holdings, { ...stored, envelope: envelope.data })
    }
    if (item.kind === 'event') logTime = evolveLogTime(logTime, millisecondsOf(item.event.recordedAt))
    after = item.kind === 'checkpoint' ? item.position : item.event.position
  }
  const isOfAgency = ({ stream }: StoredEvent): boolean =>
    categories.has(parseStreamName(stream)?.category ?? '')

  /** Throws while that cannot be told: to pass over a review that counts would purge what is still needed. */
  const isSigned = async (event: StoredEvent): Promise<boolean> => {
    if (await hasForce(event, log.owners, log.register)) return true
    const keys = await log.readStored(keyStream(definition.name))
    if (!keys.ok) throw new Error(keys.error.detail)
    log.register.load(definition.name, keys.value)
    return hasForce(event, log.owners, log.register)
  }

  return {
    holdings,
    logTime: () => logTime,
    catchUp: async () => {
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
