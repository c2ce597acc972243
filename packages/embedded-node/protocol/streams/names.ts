import { describedStream, isMetadataStream } from '../../store/retention.ts'

/**
 * How long the name of a stream or of an event's type may be, in UTF-16 units. EventStoreDB sets no bound of its own;
 * this one is far above what its HTTP API could address, and bounds what a reader's expression can cost on one name.
 */
export const longestName = 2048

/** Why nothing can be written under this name, or undefined. A metadata stream goes by the stream that it describes. */
export const wrongWithStreamName = (stream: string): string | undefined => {
  if (stream === '') return 'The request names no stream.'
  const own = isMetadataStream(stream) ? describedStream(stream) : stream
  if (own.length <= longestName) return undefined
  return `The stream's name has ${own.length} characters, more than ${longestName}.`
}
