import type { StoredEvent } from '../../store/store.ts'
import { type BackwardsWriter, writeBackwards } from '../transport/backwards-writer.ts'

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
  writer.raw(createdEntry(event.createdTicks))
  writer.raw(contentTypes[event.contentType])
  writeTypeEntry(writer, event.type)
  const position = Number(event.position)
  writer.varintField(0x28, position)
  writer.varintField(0x20, position)
  writer.uint64Field(0x18, event.revision)
  const stream = writer.mark()
  writer.bytesField(0x1a, utf8(event.stream))
  writer.lengthSince(0x12, stream)
  writeId(writer, event.id, ids)
  writer.lengthSince(tag, mark)
}

const writeEntry = (writer: BackwardsWriter, key: Buffer, value: string): void => {
  const mark = writer.mark()
  writer.textField(0x12, value)
  writer.raw(key)
  writer.lengthSince(0x32, mark)
}

const writeTypeEntry = (writer: BackwardsWriter, type: string): void => {
  const mark = writer.mark()
  writer.bytesField(0x12, utf8(type))
  writer.raw(typeKey)
  writer.lengthSince(0x32, mark)
}

/** Events that were written together have the same time. */
let lastCreated: { readonly ticks: bigint; readonly entry: Buffer } = { ticks: -1n, entry: Buffer.alloc(0) }

const createdEntry = (ticks: bigint): Buffer => {
  if (lastCreated.ticks === ticks) return lastCreated.entry
  const writer = writeBackwards(64)
  writeEntry(writer, created, String(ticks))
  lastCreated = { ticks, entry: writer.rest() }
  return lastCreated.entry
}

/** The key of a map entry as its field. */
const keyField = (key: string): Buffer => Buffer.from([0x0a, key.length, ...Buffer.from(key)])

const created = keyField('created')
const typeKey = keyField('type')

const contentTypeEntry = (contentType: StoredEvent['contentType']): Buffer => {
  const writer = writeBackwards(64)
  writeEntry(writer, keyField('content-type'), contentType)
  return writer.rest()
}

const contentTypes = {
  'application/json': contentTypeEntry('application/json'),
  'application/octet-stream': contentTypeEntry('application/octet-stream'),
}

/** Names of streams and types repeat from event to event: their bytes are kept for as many as this. */
const keptNames = 4096
const names = new Map<string, Buffer>()

const utf8 = (name: string): Buffer => {
  const known = names.get(name)
  if (known !== undefined) return known
  if (names.size >= keptNames) names.clear()
  const bytes = Buffer.from(name)
  names.set(name, bytes)
  return bytes
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
