import {
  type Appended,
  type AppendedEvent,
  type AppendFailure,
  err,
  ok,
  type Result,
  type StreamHead,
} from '@concord/kernel'
import {
  type AppendResult,
  type EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import type { EncodedEvent } from '../codec/encode.ts'
import type { Connection } from './connection.ts'

/**
 * How long an append counts, as the store is told: the client tells it a moment by this machine's clock, and the store holds that
 * against its own. By ten seconds, which is the client's default, nothing could be recorded on a machine whose clock is
 * behind by more. Whoever waits gives up long before.
 */
const COUNTS_FOR_MS = 365 * 86_400_000

/**
 * Appends events as they are to be stored, all or nothing, expecting the head that they were chained to. Answers only
 * when the store has acknowledged.
 */
export const appendEncoded = async (
  connection: Connection,
  stream: string,
  head: StreamHead,
  encoded: readonly EncodedEvent[],
): Promise<Result<{ readonly position: bigint }, AppendFailure>> => {
  const expectedRevision = head.revision === 'no-stream' ? NO_STREAM : BigInt(head.revision)
  const events = encoded.map(({ chained, metadata }) =>
    jsonEvent({
      id: chained.id,
      type: chained.type,
      data: chained.data as Record<string, unknown>,
      metadata,
    }),
  )
  const append = (client: EventStoreDBClient): Promise<AppendResult> =>
    client.appendToStream(stream, events, { expectedRevision, deadline: COUNTS_FOR_MS })
  try {
    const appended = await connection.append(append)
    if (!appended.ok) return appended
    const { position } = appended.value
    if (position === undefined) throw new Error('The store answered without a position.')
    return ok({ position: position.commit })
  } catch (error) {
    return err(failureOf(error))
  }
}

/** What is known of an append once the store has acknowledged it. */
export const appended = (
  encoded: readonly EncodedEvent[],
  position: bigint,
  asWritten: (event: EncodedEvent) => AppendedEvent,
): Appended => {
  const last = encoded[encoded.length - 1]!
  return {
    head: { revision: last.chained.revision, hash: last.hash },
    position,
    events: encoded.map(asWritten),
  }
}

const failureOf = (error: unknown): AppendFailure => {
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error
    return {
      kind: 'conflict',
      current: typeof actualVersion === 'bigint' ? Number(actualVersion) : 'no-stream',
    }
  }
  if (error instanceof MaxAppendSizeExceededError) {
    return {
      kind: 'too-large',
      detail: `The store takes at most ${error.maxAppendSize} bytes in one append.`,
    }
  }
  throw error
}
