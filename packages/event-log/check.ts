import type { StoredEvent, StoredTexts, StreamHead } from '@concord/kernel'
import { canonical, canonicalText, leafHash } from './canonical-form.ts'
import type { Ownership } from './ownership.ts'
import type { KeyRegister, RegisteredKey } from './signing/key-register.ts'
import { type Refusal, uncheckedEnvelope } from './stored-event.ts'

/**
 * How much is checked before an event is given out.
 *
 * In all cases but `none`: the event names a key of the stream's owner that was valid when it was recorded, and it
 * continues the chain of its stream as far as the reader has seen that stream.
 *
 * - `every`: and its own signature is right.
 * - `chain-heads`: and its own signature is right, or that of a later event of the same stream that was read in the
 *   same block and is linked to it by hashes. A signature covers the hash of the event before and with it everything
 *   before, so the owner stands for all of it. Whatever no later signature covers is checked by its own.
 * - `none`: nothing. For tools that check by other means.
 */
export type Verification = 'every' | 'chain-heads' | 'none'

/** The hashes of streams' ends as far as they were read: what the next event of each must chain to. */
export interface ChainHeads {
  readonly get: (stream: string) => StreamHead | undefined
  readonly set: (stream: string, head: StreamHead) => void
}

/**
 * Checks events in the order of the log; `undefined` stands for an event in order. Advances the heads past each. `keep` is
 * given the texts that had to be written for it.
 */
export type Checker = (
  events: readonly StoredEvent[],
  heads: ChainHeads,
  keep?: (index: number, texts: StoredTexts) => void,
) => Promise<readonly (Refusal | undefined)[]>

/** Streams whose ends are remembered: some 300 bytes each. A forgotten one costs the check of one link, no more. */
const REMEMBERED_STREAMS = 50_000

/** Heads in memory, the longest unused forgotten first. */
export const openChainHeads = (limit = REMEMBERED_STREAMS): ChainHeads => {
  const heads = new Map<string, StreamHead>()
  return {
    get: (stream) => heads.get(stream),
    set: (stream, head) => {
      heads.delete(stream)
      heads.set(stream, head)
      if (heads.size > limit) heads.delete(heads.keys().next().value!)
    },
  }
}

/** Makes a checker; `prepare` is asked first, so that keys the events need can be fetched. */
export const checker = (
  owners: Ownership,
  register: KeyRegister,
  prepare: (events: readonly StoredEvent[]) => Promise<void>,
  verification: Verification,
): Checker => {
  if (verification === 'none') return async (events) => events.map(() => undefined)
  return async (events, heads, keep) => {
    await prepare(events)
    const refusals: (Refusal | undefined)[] = new Array(events.length).fill(undefined)
    const keys: (RegisteredKey | undefined)[] = new Array(events.length).fill(undefined)
    const segments = openSegments()
    events.forEach((event, index) => {
      const key = register.claim(owners.ownerOf(event.stream), event)
      const refusal = 'reason' in key ? key : undefined
      const texts = { data: canonical(event.data), metadata: canonical(event.metadata) }
      keep?.(index, texts)
      const broken = link(event, texts, heads)
      refusals[index] = refusal ?? broken
      if (refusal ?? broken) segments.end(event.stream)
      if (!refusal && !broken) {
        keys[index] = key as RegisteredKey
        segments.add(event.stream, index)
      }
    })
    const isSigned = (index: number): Promise<boolean> => register.verify(keys[index]!, events[index]!)
    await Promise.all(
      segments.all().map((segment) => checkSegment(segment, verification, isSigned, refusals)),
    )
    return refusals
  }
}

/** Whether an event continues its stream; moves the head on either way, so that one break is told once. */
const link = (event: StoredEvent, texts: StoredTexts, heads: ChainHeads): Refusal | undefined => {
  const before = heads.get(event.stream)
  const { previousHash } = uncheckedEnvelope(event) ?? {}
  const hash = leafHash(canonicalText(event, texts.data, texts.metadata))
  heads.set(event.stream, { revision: event.revision, hash })
  if (before === undefined && event.revision > 0) return undefined
  const expectedRevision = before === undefined || before.revision === 'no-stream' ? 0 : before.revision + 1
  if (event.revision !== expectedRevision) {
    return broken(`Expected revision ${expectedRevision} of ${event.stream}, found ${event.revision}.`)
  }
  const expectedHash = before?.hash ?? null
  if (previousHash === expectedHash) return undefined
  return broken(`${event.stream}@${event.revision} does not chain to the event before it.`)
}

const broken = (detail: string): Refusal => ({ reason: 'broken-chain', detail })

/** Events of one stream in one block, each linked to the one before. */
type Segment = readonly number[]

const openSegments = () => {
  const closed: Segment[] = []
  const open = new Map<string, number[]>()
  return {
    add: (stream: string, index: number): void => {
      const segment = open.get(stream)
      if (segment) segment.push(index)
      else open.set(stream, [index])
    },
    end: (stream: string): void => {
      const segment = open.get(stream)
      if (segment) closed.push(segment)
      open.delete(stream)
    },
    all: (): readonly Segment[] => [...closed, ...open.values()],
  }
}

/** From the newest on: the first right signature covers the rest, unless every one is to be checked. */
const checkSegment = async (
  segment: Segment,
  verification: Verification,
  isSigned: (index: number) => Promise<boolean>,
  refusals: (Refusal | undefined)[],
): Promise<void> => {
  for (const index of segment.toReversed()) {
    const signed = await isSigned(index)
    if (!signed)
      refusals[index] = { reason: 'bad-signature', detail: 'The signature is not that of the event.' }
    if (signed && verification === 'chain-heads') return
  }
}
