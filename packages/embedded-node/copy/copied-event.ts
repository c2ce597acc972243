import type { RawEvent } from './raw-log.ts'

/**
 * What becomes of an event of the source: streams of one's own are copied with their metadata streams, streams of the
 * servers' own stay (users, settings, statistics: each server has its own). A tombstone is set anew.
 */
export type Fate = 'copied' | 'metadata' | 'tombstone' | 'left'

/** What becomes of this event, by the name of its stream and, for a tombstone, its type alone. */
export const fateOf = ({ stream, type }: RawEvent): Fate => {
  if (stream.startsWith('$$')) return stream.startsWith('$$$') ? 'left' : 'metadata'
  if (stream.startsWith('$')) return 'left'
  return type === '$streamDeleted' ? 'tombstone' : 'copied'
}

/** What an event's metadata are in the target. */
export type MetadataOf = (event: RawEvent) => Uint8Array

/** An event of a stream of one's own as the target gets it. */
export const withMetadata = (event: RawEvent, metadataOf: MetadataOf | undefined): RawEvent =>
  metadataOf === undefined ? event : { ...event, metadata: metadataOf(event) }

/** A metadata event for a stream whose revisions are lower by `shift` in the target: its `$tb` goes with them. */
export const shiftTruncation = (event: RawEvent, shift: bigint): RawEvent => {
  if (shift === 0n) return event
  const text = Buffer.from(event.data).toString('utf8')
  const shifted = text.replace(/("\$tb"\s*:\s*)(\d+)/, (whole, before: string, revision: string) => {
    const truncateBefore = BigInt(revision)
    if (truncateBefore === softDeleted) return whole
    return `${before}${truncateBefore > shift ? truncateBefore - shift : 0n}`
  })
  return { ...event, data: Buffer.from(shifted) }
}

/** Whether a metadata event deletes the stream that it describes. */
export const deletes = ({ data }: RawEvent): boolean => {
  const [, revision] = /"\$tb"\s*:\s*(\d+)/.exec(Buffer.from(data).toString('utf8')) ?? []
  return revision !== undefined && BigInt(revision) === softDeleted
}

/** The `$tb` of a deleted stream. */
const softDeleted = 2n ** 63n - 1n
