import type { LogItem, Position } from '@concord/kernel'
import {
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  eventTypeFilter,
  START,
} from '@eventstore/db-client'
import type { MovedUpTo } from '../form/moved-time.ts'
import { asTheClientGives, type WrittenEvent } from '../form/stored-event.ts'
import { openMarkers } from './markers.ts'
import { openReadAhead } from './read-ahead.ts'
import { giveTexts } from './texts-as-stored.ts'

/** What comes from the store, in the order of the log and not yet checked. */
export type PumpedItem =
  | ({ readonly kind: 'event' } & WrittenEvent)
  | Extract<LogItem, { readonly kind: 'checkpoint' | 'caught-up' }>

/** The log as it comes from the store, read ahead up to a bound. */
export interface LogPump {
  /**
   * The next items, at least one. While it catches up it waits for a full block, but never longer than
   * {@link BLOCK_WAIT_MS}; live it gives what there is. Rejects when the subscription is lost. Empty after `stop`.
   */
  readonly take: () => Promise<readonly PumpedItem[]>
  readonly stop: () => void
}

/** What is read of the log, and how much of it ahead. */
export interface PumpOptions {
  /** One type of event alone; left out, everything but the store's own events. */
  readonly type?: string | undefined
  readonly movedUpTo?: MovedUpTo
  /** The most events in one block; two are read ahead. */
  readonly block?: number
}

/** Two blocks take some 20 MB. */
const BLOCK = 4_096
const BLOCK_WAIT_MS = 250
/** Between the client's own streams: enough that filling and emptying do not alternate event by event. */
const CLIENT_BUFFER = 512
/** A filtered subscription says how far it has searched every 32 * 100 events. */
const CHECKPOINT_EVERY = 100

/** Subscribes strictly after a position. */
export const openLogPump = (
  client: EventStoreDBClient,
  after: Position | undefined,
  { type, movedUpTo, block = BLOCK }: PumpOptions = {},
): LogPump => {
  const ahead = openReadAhead<PumpedItem>(block, BLOCK_WAIT_MS)
  const markers = openMarkers((marker: PumpedItem) => {
    if (marker.kind === 'caught-up') ahead.goLive()
    ahead.put(marker)
  })
  let stopped = false

  const mark = (marker: PumpedItem): void => markers.add(marker, subscription.readableLength)

  const subscription = client.subscribeToAll(
    {
      fromPosition: after === undefined ? START : { commit: after, prepare: after },
      filter: eventTypeFilter({
        regex: type === undefined ? '^[^$].*' : `^${type}$`,
        checkpointInterval: CHECKPOINT_EVERY,
        checkpointReached: async (_, { commit }) => mark({ kind: 'checkpoint', position: commit }),
      }),
    },
    { highWaterMark: CLIENT_BUFFER },
  )
  giveTexts(subscription, movedUpTo)
  subscription.on('data', (read: AllStreamResolvedEvent & { readonly written?: WrittenEvent }) => {
    const found = read.written ?? asTheClientGives(read, movedUpTo)
    if (found) ahead.put({ kind: 'event', ...found })
    markers.eventCame()
    if (ahead.isFull()) subscription.pause()
  })
  subscription.on('caughtUp', () => mark({ kind: 'caught-up' }))
  subscription.on('error', ahead.fail)
  subscription.on('close', () => ahead.fail(new Error('The store ended the subscription.')))
  subscription.on('end', () => ahead.fail(new Error('The store ended the subscription.')))

  const take = async (): Promise<readonly PumpedItem[]> => {
    const items = await ahead.take()
    if (ahead.hasRoom() && subscription.isPaused()) subscription.resume()
    return items
  }
  const stop = (): void => {
    if (stopped) return
    stopped = true
    ahead.stop()
    subscription.resume()
    void subscription.unsubscribe().catch(() => undefined)
  }
  return { take, stop }
}
