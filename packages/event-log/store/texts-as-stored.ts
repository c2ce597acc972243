import type { StoredEvent } from '@concord/kernel'
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { type MovedUpTo, movedTimeOf, recordedAtOf, withoutMovedTime } from '../form/moved-time.ts'
import { envelopeIn, type WrittenEvent } from '../form/stored-event.ts'

/**
 * Makes a reading or a subscription of the client give {@link WrittenEvent}s, whose texts are parsed when somebody asks. The
 * client itself parses every event and lets go of its texts: to be hashed and kept, each then had to be written again. What
 * is not JSON with metadata, and what is no event, the client takes as ever.
 *
 * Both are transforms of responses, and nothing else of theirs that makes events can be replaced.
 */
export const giveTexts = (stream: object, movedUpTo: MovedUpTo): void => {
  const transforming = stream as Transforming
  const asUsual = transforming._transform
  transforming._transform = (response, encoding, next) => {
    const read = response.getEvent()
    const written = read && writtenEvent(read, movedUpTo)
    if (written) next(null, { written })
    else asUsual.call(stream, response, encoding, next)
  }
}

interface Transforming {
  _transform: (response: ReadResp, encoding: string, next: (error: null, given: unknown) => void) => void
}

const writtenEvent = (read: ReadResp.ReadEvent, movedUpTo: MovedUpTo): WrittenEvent | undefined => {
  const record = read.getEvent()
  const id = record?.getId()
  const bytes = record?.getCustomMetadata_asU8()
  const known = record?.getMetadataMap()
  if (!record || !id?.hasString() || !bytes?.length) return undefined
  if (known?.get('content-type') !== 'application/json') return undefined
  const metadata = textOf(bytes)
  const moved = movedTimeOf(metadata)
  const texts = {
    data: textOf(record.getData_asU8()),
    metadata: moved === undefined ? metadata : withoutMovedTime(metadata),
  }
  const position = BigInt(record.getCommitPosition())
  const event: StoredEvent = {
    id: id.getString(),
    type: known.get('type') ?? '',
    stream: textOf(record.getStreamIdentifier()!.getStreamName_asU8()),
    revision: Number(record.getStreamRevision()),
    position,
    recordedAt: recordedAtOf(millisecondsOf(known.get('created')), moved, position, movedUpTo),
    get data() {
      return parsed(texts.data)
    },
    get metadata() {
      return parsed(texts.metadata)
    },
  }
  return { event, texts, envelope: envelopeIn(parsed(texts.metadata)) }
}

/** Ticks are 100 ns: too many for a number, so the last four digits are cut off. */
const millisecondsOf = (ticks = '') => Number(ticks.slice(0, -4))

/** As the client does it: what is no JSON stays a text. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
