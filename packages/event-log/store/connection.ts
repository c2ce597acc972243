import { err, ok, type Result, UsageError } from '@concord/kernel'
import {
  AccessDeniedError,
  EventStoreDBClient,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  UnsupportedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import pLimit, { type LimitFunction } from 'p-limit'

/** Nothing is known about what the store did. A repeat is safe. */
export interface Unavailable {
  readonly kind: 'unavailable'
  readonly detail: string
  readonly retryAfterS: number
}

/** A client of the store that is replaced when its channel is dead. */
export interface Connection {
  /**
   * One call within a deadline. Gives {@link Unavailable} for everything that the line or the time did, and once this is
   * closed; answers of the store itself, such as a wrong expected version, are thrown.
   */
  readonly call: <Value>(
    work: (client: EventStoreDBClient) => Promise<Value>,
  ) => Promise<Result<Value, Unavailable>>
  /** One append, as `call` does it, of which {@link MOST_APPENDS} are under way at once: waiting for that counts too. */
  readonly append: <Value>(
    work: (client: EventStoreDBClient) => Promise<Value>,
  ) => Promise<Result<Value, Unavailable>>
  readonly client: () => EventStoreDBClient
  /** Says that a long-running call on this client failed, so that the next one does not use it. */
  readonly failed: (client: EventStoreDBClient) => void
  readonly close: () => Promise<void>
}

const DEADLINE_MS = 5_000
const RETRY_AFTER_S = 2
/**
 * At most this many appends are under way at once. The client sends all of them down one stream, and queues what goes beyond
 * that stream's high-water mark of 16 messages. When the stream is lost, it rejects what is queued there as a promise that
 * nobody holds, which ends a process. So nothing is ever queued there.
 */
export const MOST_APPENDS = 16

/** Connects on first use. The client's own deadline is only told to the store, so every call has one here as well. */
export const openConnection = (connectionString: string, deadlineMs = DEADLINE_MS): Connection => {
  let current: EventStoreDBClient | undefined
  const givenUp = new WeakSet<EventStoreDBClient>()
  let closed = false
  const client = (): EventStoreDBClient => {
    if (closed) throw new Error('The event log is closed.')
    current ??= clientOf(connectionString)
    return current
  }
  const failed = (dead: EventStoreDBClient): void => {
    if (dead !== current) return
    current = undefined
    givenUp.add(dead)
    void dispose(dead)
  }
  const call: Connection['call'] = async (work) => {
    if (closed) return err(unavailable('the event log is closed'))
    const used = client()
    try {
      const value = await within(deadlineMs, work(used))
      // A read whose client is disposed of ends early and without an error, as if there were no more.
      return givenUp.has(used) ? err(unavailable('the connection was given up')) : ok(value)
    } catch (error) {
      if (isAnswer(error)) throw error
      failed(used)
      return err(unavailable(textOf(error)))
    }
  }
  const append: Connection['append'] = (work) =>
    call((used) =>
      slotsOf(used)(() => {
        // Its caller has been told that the store is away: what is not sent yet must not be written any more.
        if (givenUp.has(used)) throw new Error('the connection was given up')
        return work(used)
      }),
    )
  const close = async (): Promise<void> => {
    closed = true
    const last = current
    current = undefined
    if (last) {
      givenUp.add(last)
      await dispose(last)
    }
  }
  return { call, append, client, failed, close }
}

const slots = new WeakMap<EventStoreDBClient, LimitFunction>()
const slotsOf = (client: EventStoreDBClient): LimitFunction => {
  const found = slots.get(client) ?? pLimit(MOST_APPENDS)
  slots.set(client, found)
  return found
}

const unavailable = (why: string): Unavailable => ({
  kind: 'unavailable',
  detail: `The store does not answer: ${why}`,
  retryAfterS: RETRY_AFTER_S,
})

/** The client's own error carries the connection string, and with it the password, into whatever log it gets. */
const clientOf = (connectionString: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(connectionString)
  } catch (error) {
    if (!(error instanceof Error && 'connectionString' in error)) throw error
    const { expected, location } = error as {
      readonly expected?: unknown
      readonly location?: readonly unknown[]
    }
    throw new UsageError(
      `The connection string of the event log is not valid: ${expected} was expected at character ${location?.[0]}.`,
    )
  }
}

/** Whether an error is the store's answer, not a failure to get one. */
const isAnswer = (error: unknown): boolean =>
  error instanceof WrongExpectedVersionError ||
  error instanceof MaxAppendSizeExceededError ||
  error instanceof StreamDeletedError ||
  error instanceof StreamNotFoundError ||
  error instanceof AccessDeniedError ||
  error instanceof InvalidArgumentError ||
  error instanceof UnsupportedError

/** What the work gives, or a rejection at its deadline: whatever comes of the work after that is passed over. */
const within = <Value>(deadlineMs: number, work: Promise<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${deadlineMs} ms`))
    const timer = setTimeout(late, deadlineMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })

const DISPOSAL_MS = 1_000

const dispose = async (client: EventStoreDBClient): Promise<void> => {
  await within(DISPOSAL_MS, client.dispose()).catch(() => undefined)
}

/** Without the note that the client leaves open when there is nothing to note about a name's resolution. */
const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/ Resolution note: $/, '')
