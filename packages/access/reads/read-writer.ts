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

/** Where the next append goes. This process alone writes the stream, so its head never has to be read. */
interface Place {
  readonly day: string
  readonly ordinal: number
  readonly head: StreamHead
  readonly held: number
}

const MOST_IN_STREAM = 10_000
const MOST_IN_APPEND = 200
/** Half of what a store takes in one append by default. */
const MOST_APPEND_BYTES = 512 * 1024

/** Opens nothing: a new day, a full stream and a failed append each begin another stream with the next read. */
export const createReadWriter = ({ log, keeper, agency, run }: ReadWriterOptions): ReadWriter => {
  const queue: Waiting[] = []
  let ordinal = 0
  let place: Place | undefined
  let writing: Promise<void> | undefined

  const begin = (day: string): Place => ({
    day,
    ordinal: ordinal++,
    head: { revision: 'no-stream', hash: null },
    held: 0,
  })
  const placeFor = (batch: readonly Waiting[]): Place => {
    const { day } = batch[0]!
    return place?.day === day && place.held + batch.length <= MOST_IN_STREAM ? place : begin(day)
  }

  const append = async (batch: readonly Waiting[]): Promise<void> => {
    const at = placeFor(batch)
    // Until the store has answered it is not known how the stream ends: a failure leaves it and begins another.
    place = undefined
    const stream = readStream(keeper, at.day, agency, run, at.ordinal)
    const appended = await log.append(
      stream,
      at.head,
      batch.map(({ event }) => event),
    )
    if (!appended.ok) {
      for (const { resolve } of batch) resolve(err(unavailable))
      return
    }
    place = { ...at, head: appended.value.head, held: at.held + batch.length }
    const { position } = appended.value
    for (const { event, resolve } of batch) resolve(ok({ event: event.id, stream, position }))
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
