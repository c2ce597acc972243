import { type EventStoreDBClient, StreamDeletedError } from '@eventstore/db-client'
import type { RawAppender, RawEvent } from './raw-log.ts'

/**
 * Appends a run of one stream, whose revisions are lower by `shift` in the target. Rejects where the target holds something
 * else there; a stream that has ended there is left as it is.
 */
export const appendRun = async (
  appender: RawAppender,
  run: readonly RawEvent[],
  shift: bigint,
): Promise<void> => {
  const { stream, revision } = run[0]!
  const expected = revision === shift ? 'no_stream' : revision - shift - 1n
  const outcome = await appender.append(stream, expected, run)
  if (outcome.kind === 'refused' && !isEnded(outcome.reason)) {
    throw new Error(
      `The target refuses ${stream} from revision ${revision} on (${outcome.reason}). ${IF_COMPACTED}`,
    )
  }
}

const IF_COMPACTED =
  'If the source was compacted meanwhile, earlier events are gone there: begin again with an empty target and another --state.'

/** A stream that an earlier copy has ended already; if the source did not end it, the comparison will say so. */
const isEnded = (reason: string): boolean => reason.startsWith('StreamDeleted')

/** The target writes metadata of its own when a deleted stream begins anew, so there is no revision to expect. */
export const appendMetadata = async (appender: RawAppender, event: RawEvent): Promise<void> => {
  const outcome = await appender.append(event.stream, 'any', [event])
  if (outcome.kind === 'refused' && !isEnded(outcome.reason)) {
    throw new Error(`The target refuses ${event.stream} (${outcome.reason}).`)
  }
}

/** Ends a stream for ever, if it has not ended already. */
export const tombstone = async (to: EventStoreDBClient, stream: string): Promise<void> => {
  try {
    await to.tombstoneStream(stream)
  } catch (error) {
    if (!(error instanceof StreamDeletedError)) throw error
  }
}
