import type { StoredEvent, StoredTexts, StreamHead } from '@concord/kernel'
import { LRUCache } from 'lru-cache'
import { canonicalText, eventHash, leafHash } from '../form/canonical-form.ts'
import type { Refusal, WrittenEvent } from '../form/stored-event.ts'

/** The hashes of streams' ends as far as they were read: what the next event of each must chain to. */
export interface ChainHeads {
  readonly get: (stream: string) => StreamHead | undefined
  readonly set: (stream: string, head: StreamHead) => unknown
}

/** Streams whose ends are remembered: some 300 bytes each. A forgotten one costs the check of one link, no more. */
const REMEMBERED_STREAMS = 50_000

/** Heads in memory, the longest unused forgotten first. By size: for a `max` the library takes the room of all in advance. */
export const openChainHeads = (limit = REMEMBERED_STREAMS): ChainHeads =>
  new LRUCache<string, StreamHead>({ maxSize: limit, sizeCalculation: () => 1 })

/** The chains of streams through one block of events. */
export interface Chains {
  /** Whether an event continues its stream; moves the head on either way, so that one break is told once. */
  readonly link: (written: WrittenEvent) => Refusal | undefined
  /** Makes sure of the heads that the block ends with. */
  readonly end: () => void
}

/**
 * Continues chains from their heads. Hashes are taken over the texts as they are stored, which nearly always are in canonical
 * form already. Where one is not, the hash is another one, and the next event of the stream or the end of the block tells: it
 * is then taken over the canonical form.
 */
export const openChains = (heads: ChainHeads): Chains => {
  const presumed = new Map<string, StoredEvent>()

  const headBefore = (stream: string, previousHash: string | null | undefined): StreamHead | undefined => {
    const head = heads.get(stream)
    const last = presumed.get(stream)
    return !head || !last || head.hash === previousHash ? head : headOf(last)
  }
  const link: Chains['link'] = ({ event, texts, envelope }) => {
    const { stream, revision } = event
    const previousHash = envelope?.previousHash
    const before = headBefore(stream, previousHash)
    heads.set(stream, texts ? { revision, hash: textHash(event, texts) } : headOf(event))
    if (texts) presumed.set(stream, event)
    else presumed.delete(stream)
    if (before === undefined && revision > 0) return undefined
    const expectedRevision = before === undefined || before.revision === 'no-stream' ? 0 : before.revision + 1
    if (revision !== expectedRevision) {
      return broken(
        `Revision ${expectedRevision} of ${stream} was expected, but revision ${revision} was found.`,
      )
    }
    const expectedHash = before?.hash ?? null
    if (previousHash === expectedHash) return undefined
    return broken(`${stream}@${revision} does not chain to the event before it.`)
  }
  const end = (): void => {
    for (const [stream, event] of presumed) heads.set(stream, headOf(event))
    presumed.clear()
  }
  return { link, end }
}

/** The hash of an event whose texts are in canonical form; of any other event a hash that nothing chains to. */
export const textHash = (event: StoredEvent, { data, metadata }: StoredTexts): string =>
  leafHash(canonicalText(event, data, metadata))

const headOf = (event: StoredEvent): StreamHead => ({ revision: event.revision, hash: eventHash(event) })

const broken = (detail: string): Refusal => ({ reason: 'broken-chain', detail })
