import { randomUUID } from 'node:crypto'
import { idBytes } from './event-row.ts'
import { endOfStream } from './layout.ts'
import type { LogEnd } from './log-end.ts'
import { metadataStreamOf, withTruncateBefore } from './retention.ts'
import type { AppendOutcome } from './store.ts'
import type { KnownStream, StreamRegister } from './stream-register.ts'

/** How streams end and begin anew: mostly by events that the store itself writes, in the transaction under way. */
export interface EndingStreams {
  /** A stream neither written to nor described is not there to be deleted, and EventStoreDB says so. */
  softDelete(stream: KnownStream): AppendOutcome
  /** Lifts a soft deletion: what was there stays hidden, what comes from `firstVisible` on is seen. */
  beginAnew(stream: KnownStream, firstVisible: bigint): void
  /** Takes over metadata that was recorded of the stream; it may lift a soft deletion. */
  describe(stream: KnownStream, metadata: Uint8Array): void
  /** For ever. */
  tombstone(stream: KnownStream): AppendOutcome
}

/** Writes at the end of the log whose streams these are. */
export const endingStreams = (streams: StreamRegister, end: LogEnd): EndingStreams => {
  const hideBefore = (stream: KnownStream, revision: bigint): void => {
    const data = withTruncateBefore(streams.metadataOf(stream), revision)
    const metadataStream = streams.get(metadataStreamOf(stream.name))
    end.record(metadataStream, metadataStream.last + 1n, {
      type: '$metadata',
      json: true,
      metadataLength: 0,
      bytes: Buffer.concat([idBytes(randomUUID()), data]),
    })
    streams.describe(stream, data)
  }

  return {
    softDelete: (stream) => {
      const isUnknown = stream.last < 0n && streams.get(metadataStreamOf(stream.name)).last < 0n
      if (isUnknown) return { kind: 'wrong-expected-revision', current: 'no_stream' }
      hideBefore(stream, endOfStream)
      return { kind: 'appended', revision: stream.last, position: end.position() }
    },
    beginAnew: hideBefore,
    describe: (stream, metadata) => {
      const wasDeleted = stream.truncateBefore === endOfStream
      streams.describe(stream, metadata)
      if (wasDeleted && stream.truncateBefore !== endOfStream) hideBefore(stream, stream.last + 1n)
    },
    tombstone: (stream) => {
      const bytes = idBytes(randomUUID())
      end.record(stream, endOfStream, { type: '$streamDeleted', json: false, metadataLength: 0, bytes })
      streams.close(stream)
      return { kind: 'appended', revision: endOfStream, position: end.position() }
    },
  }
}
