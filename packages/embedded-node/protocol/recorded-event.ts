import type { StoredEvent } from '../store/store.ts'
import { type BackwardsWriter, writeBackwards } from './wire.ts'

/** How a reader wants event ids: the client of this repository asks for text. */
export type IdForm = 'text' | 'structured'

/** An event as a reader gets it: `link` is the link event through which `event` was found. */
export interface ResolvedEvent {
  readonly event: StoredEvent | undefined
  readonly link: StoredEvent | undefined
}

/** The framed ReadResp messages of a page, in one buffer: one allocation and one write for many events. */
export const encodeEvents = (events: readonly ResolvedEvent[], ids: IdForm): Buffer => {
  const writer = writeBackwards(events.reduce((total, resolved) => total + roomFor(resolved), 0))
  for (let i = events.length - 1; i >= 0; i--) {
    const mark = writer.mark()
    writeReadEvent(writer, events[i]!, ids)
    writer.lengthSince(0x0a, mark)
    writer.frameSince(mark)
  }
  return writer.rest()
}

/** An upper bound: names in UTF-8 take at most three bytes a character, everything fixed fits 256. */
const roomFor = ({ event, link }: ResolvedEvent): number => 32 + roomForRecord(event) + roomForRecord(link)

const roomForRecord = (record: StoredEvent | undefined): number =>
  record === undefined
    ? 0
    : 256 + 3 * (record.stream.length + record.type.length) + record.data.length + record.metadata.length

const writeReadEvent = (writer: BackwardsWriter, { event, link }: ResolvedEvent, ids: IdForm): void => {
  const position = (link ?? event)!.position
  writer.varintField(0x18, Number(position))
  if (link !== undefined) writeRecord(writer, 0x12, link, ids)
  if (event !== undefined) writeRecord(writer, 0x0a, event, ids)
}

const writeRecord = (writer: BackwardsWriter, tag: number, event: StoredEvent, ids: IdForm): void => {
  const mark = writer.mark()
  writer.bytesField(0x42, event.data)
  writer.bytesField(0x3a, event.metadata)
  writeEntry(writer, 'created', String(event.createdTicks))
  writeEntry(writer, 'content-type', event.contentType)
  writeEntry(writer, 'type', event.type)
  const position = Number(event.position)
  writer.varintField(0x28, position)
  writer.varintField(0x20, position)
  writer.uint64Field(0x18, event.revision)
  const stream = writer.mark()
  writer.textField(0x1a, event.stream)
  writer.lengthSince(0x12, stream)
  writeId(writer, event.id, ids)
  writer.lengthSince(tag, mark)
}

const writeEntry = (writer: BackwardsWriter, key: string, value: string): void => {
  const mark = writer.mark()
  writer.textField(0x12, value)
  writer.textField(0x0a, key)
  writer.lengthSince(0x32, mark)
}

const writeId = (writer: BackwardsWriter, id: string, ids: IdForm): void => {
  const mark = writer.mark()
  if (ids === 'text') writer.textField(0x12, id)
  else {
    const structured = writer.mark()
    const hex = id.replaceAll('-', '')
    writer.uint64Field(0x10, BigInt(`0x${hex.slice(16)}`))
    writer.uint64Field(0x08, BigInt(`0x${hex.slice(0, 16)}`))
    writer.lengthSince(0x0a, structured)
  }
  writer.lengthSince(0x0a, mark)
}
