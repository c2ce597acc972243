import type { LogItem, Position, RefusedEvent, StoredEvent, StoredTexts } from '@concord/kernel'
import type { JournaledEvent, JournalStanding } from './journal.ts'

/**
 * A run of the log on its way to the journal. The events stand in one flat list of strings, {@link FIELDS} for each, so
 * that handing them to another thread copies characters and walks no objects.
 */
export interface JournalBatch {
  readonly fields: readonly string[]
  readonly refused: readonly RefusedText[]
  /** Up to where the log has been read with this batch. */
  readonly position: string
  readonly bytes: number
}

/** A refused event with its position in decimal. */
export type RefusedText = Omit<RefusedEvent, 'position'> & { readonly position: string }

/** id, type, stream, revision, position, recordedAt, data, metadata. */
export const FIELDS = 8

/** Packs what a follower was given; undefined when there is nothing to keep, not even a new place in the log. */
export const packBatch = (items: readonly LogItem[]): JournalBatch | undefined => {
  const fields: string[] = []
  const refused: RefusedText[] = []
  let position: Position | undefined
  let bytes = 0
  for (const item of items) {
    if (item.kind === 'event') {
      bytes += packEvent(item.event, fields, item.texts)
      position = item.event.position
    } else if (item.kind === 'refused') {
      refused.push({ ...item.event, position: item.event.position.toString() })
      position = item.event.position
    } else if (item.kind === 'checkpoint') {
      position = item.position
    }
  }
  return position === undefined ? undefined : { fields, refused, position: position.toString(), bytes }
}

const packEvent = (event: StoredEvent, fields: string[], texts?: StoredTexts): number => {
  const content = texts?.data ?? JSON.stringify(event.data)
  const metadata = texts?.metadata ?? JSON.stringify(event.metadata)
  fields.push(
    event.id,
    event.type,
    event.stream,
    String(event.revision),
    event.position.toString(),
    event.recordedAt,
    content,
    metadata,
  )
  return content.length + metadata.length
}

/** Gives the events of a batch their places behind a journal's end; what the journal has already is left out. */
export const unpackBatch = (
  { fields }: JournalBatch,
  before: Pick<JournalStanding, 'position' | 'ordinal'>,
): readonly JournaledEvent[] => {
  const events: JournaledEvent[] = []
  let ordinal = before.ordinal
  for (let at = 0; at < fields.length; at += FIELDS) {
    const position = BigInt(fields[at + 4]!)
    if (before.position !== undefined && position <= before.position) continue
    ordinal += 1
    events.push({
      ordinal,
      position,
      id: fields[at]!,
      type: fields[at + 1]!,
      stream: fields[at + 2]!,
      revision: Number(fields[at + 3]),
      recordedAt: fields[at + 5]!,
      data: fields[at + 6]!,
      metadata: fields[at + 7]!,
    })
  }
  return events
}
