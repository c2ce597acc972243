import { err, ok, type Result, type StoredEvent } from '@concord/kernel'
import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ResolvedEvent,
  START,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client'
import { type MovedUpTo, movedTimeIn } from '../form/moved-time.ts'
import { type ClientEvent, storedEvent } from '../form/stored-event.ts'
import type { Connection, Unavailable } from './connection.ts'

const PAGE = 500

/**
 * The events of a stream from a revision on, page by page; a stream that does not exist has none. Without
 * `movedUpTo` they are recorded when this store says so, also if they were moved here.
 */
export const readStoredStream = async (
  connection: Connection,
  stream: string,
  from = 0,
  limit = Number.MAX_SAFE_INTEGER,
  movedUpTo: MovedUpTo = undefined,
): Promise<Result<readonly StoredEvent[], Unavailable>> => {
  const events: StoredEvent[] = []
  while (events.length < limit) {
    const size = Math.min(PAGE, limit - events.length)
    const next = from + events.length
    const page = await connection.call((client) => readPage(client, stream, next, size))
    if (!page.ok) return page
    events.push(...page.value.map((event) => storedEvent(event, undefined, movedUpTo)))
    if (page.value.length < size) break
  }
  return ok(events)
}

/** Whether an event of a stream brings along when it was recorded on another server. */
export const bringsTimeAlong = (
  connection: Connection,
  stream: string,
  revision = 0,
): Promise<Result<boolean, Unavailable>> =>
  connection.call(async (client) => {
    const [event] = await readPage(client, stream, revision, 1)
    return movedTimeIn(event?.metadata) !== undefined
  })

/** The last event of a stream, for a writer that must know what it chains to. */
export const readLastEvent = async (
  connection: Connection,
  stream: string,
): Promise<Result<StoredEvent | undefined, Unavailable>> =>
  connection.call(async (client) => {
    try {
      for await (const { event } of client.readStream(stream, {
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
      })) {
        if (event) return storedEvent(event as ClientEvent, undefined, undefined)
      }
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error
    }
    return undefined
  })

/** How far back the end of the log is looked for behind the store's own events. */
const SYSTEM_EVENTS_AT_MOST = 4_096

/** The position of the last event that is not the store's own; undefined for a log without events. */
export const readHead = async (connection: Connection): Promise<Result<bigint | undefined, Unavailable>> => {
  for (let count = 32; ; count = SYSTEM_EVENTS_AT_MOST) {
    const found = await connection.call((client) => lastPosition(client, count))
    if (!found.ok) return err(found.error)
    if (found.value !== undefined || count === SYSTEM_EVENTS_AT_MOST) return found
  }
}

/** The event at a position; undefined when there is none just there. */
export const readEventAt = (
  connection: Connection,
  position: bigint,
  movedUpTo: MovedUpTo,
): Promise<Result<StoredEvent | undefined, Unavailable>> =>
  connection.call(async (client) => {
    const fromPosition = { commit: position, prepare: position }
    for await (const { event, commitPosition } of client.readAll({ fromPosition, maxCount: 1 })) {
      const found = event && storedEvent(event as ClientEvent, commitPosition, movedUpTo)
      return found?.position === position ? found : undefined
    }
    return undefined
  })

const readPage = (
  client: EventStoreDBClient,
  stream: string,
  from: number,
  maxCount: number,
): Promise<readonly ClientEvent[]> => {
  const fromRevision = from === 0 ? START : BigInt(from)
  return collect(client.readStream(stream, { direction: FORWARDS, fromRevision, maxCount }))
}

/**
 * Everything that a read gives. With listeners: an iterator costs several times as much where there is nothing to
 * read.
 */
const collect = (reading: StreamingRead<ResolvedEvent>): Promise<readonly ClientEvent[]> =>
  new Promise((resolve, reject) => {
    const found: ClientEvent[] = []
    reading
      .on('data', ({ event }) => {
        if (event) found.push(event as ClientEvent)
      })
      .on('end', () => resolve(found))
      .on('error', (error) => (error instanceof StreamNotFoundError ? resolve([]) : reject(error)))
      .on('close', () => reject(new Error('The store ended the read.')))
  })

const lastPosition = async (client: EventStoreDBClient, maxCount: number): Promise<bigint | undefined> => {
  const read = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount })
  for await (const { event, commitPosition } of read) {
    if (event && !event.type.startsWith('$')) return event.position?.commit ?? commitPosition
  }
  return undefined
}
