import {
  type AgencyName,
  type EventLog,
  err,
  type NewEvent,
  ok,
  type Result,
  type StreamHead,
} from '@concord/kernel'
import { readStream } from './read-events.ts'
import { type ReadAuditFailure, type ReadOnRecord, unavailable } from './read-outcome.ts'

/** Writes the reads of one agency's people, one append at a time. */
export interface ReadWriter {
  /** `day` is the date of the read, UTC, `yyyy-mm-dd`. */
  write(event: NewEvent, day: string): Promise<Result<ReadOnRecord, ReadAuditFailure>>
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>
}

interface ReadWriterOptions {
  readonly log: Pick<EventLog, 'append'>
  readonly keeper: AgencyName
  readonly agency: AgencyName
  readonly run: string
}

interface Waiting {
  readonly event: NewEvent
  readonly day: string
  readonly bytes: number
  readonly resolve: (outcome: Result<ReadOnRecord, ReadAuditFailure>) => void
  readonly reject: (error: unknown) => void
}

/** The stream that is being filled. This process alone writes to it, so its head never has to be read. */
interface OpenStream {
  readonly name: string
  /** The date of the reads in it. */
  readonly day: string
  readonly head: StreamHead
  /** How many reads are in it. */
  readonly held: number
}

const MOST_IN_STREAM = 10_000
const MOST_IN_APPEND = 200
/** Half of what a store takes in one append by default. */
const MOST_APPEND_BYTES = 512 * 1024

/**
 * Opens nothing by itself: the next read begins another stream when the day is a new one, when the stream is full, and
 * when an append has failed.
 */
export const createReadWriter = (options: ReadWriterOptions): ReadWriter => {
  const { log } = options
  const queue: Waiting[] = []
  const nextStream = streamsOf(options)
  let open: OpenStream | undefined
  let writing: Promise<void> | undefined

  const append = async (batch: readonly Waiting[]): Promise<void> => {
    const { day } = batch[0]!
    const hasRoom = open?.day === day && open.held + batch.length <= MOST_IN_STREAM
    const stream = open !== undefined && hasRoom ? open : nextStream(day)
    // Until the store has answered it is not known how the stream ends: a failure leaves it and begins another.
    open = undefined
    const events = batch.map(({ event }) => event)
    const appended = await log.append(stream.name, stream.head, events)
    if (!appended.ok) {
      for (const { resolve } of batch) resolve(err(unavailable))
      return
    }
    const { head, position } = appended.value
    open = { ...stream, head, held: stream.held + batch.length }
    for (const { event, resolve } of batch) resolve(ok({ event: event.id, stream: stream.name, position }))
  }

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = takeBatch(queue)
      await append(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error)
      })
    }
    writing = undefined
  }

  return {
    write: (event, day) =>
      new Promise((resolve, reject) => {
        queue.push({ event, day, bytes: JSON.stringify(event).length, resolve, reject })
        writing ??= drain()
      }),
    settled: async () => {
      await writing
    },
  }
}

/** Gives one new stream after another, each under a name that no other has. */
const streamsOf = ({ keeper, agency, run }: Omit<ReadWriterOptions, 'log'>) => {
  let ordinal = 0
  return (day: string): OpenStream => ({
    name: readStream(keeper, day, agency, run, ordinal++),
    day,
    head: { revision: 'no-stream', hash: null },
    held: 0,
  })
}

/** The longest run of one day that fits an append; at least one. */
const takeBatch = (queue: Waiting[]): Waiting[] => {
  let count = 0
  let bytes = 0
  for (const waiting of queue) {
    bytes += waiting.bytes
    const fits = waiting.day === queue[0]!.day && count < MOST_IN_APPEND && bytes <= MOST_APPEND_BYTES
    if (count > 0 && !fits) break
    count += 1
  }
  return queue.splice(0, count)
}
