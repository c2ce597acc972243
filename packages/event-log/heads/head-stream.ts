import { ok, type ReadFailure, type Result, type StoredEvent, type StreamHead } from '@concord/kernel'
import type { ConnectedEventLog } from '../connected-event-log.ts'
import { emptyRoot, isConsistent } from '../merkle/tree-hash.ts'
import { headStream, LogHeadSigned, type SignedLogHead, type TreeHead } from '../own-events/head-events.ts'

/** A head as its signer's stream holds it. */
export interface HeadEvent {
  readonly event: StoredEvent
  readonly head: SignedLogHead
}

/** A head, and whether it has force: its key may have ended before it was recorded, as is found out later of a stolen one. */
export interface HeadOnRecord extends HeadEvent {
  readonly hasForce: boolean
}

/** The heads that an agency signed after a place in its stream, oldest first, and the stream's end. */
export const readHeads = async (
  log: Pick<ConnectedEventLog, 'readStream' | 'readStored'>,
  agency: string,
  after: StreamHead,
): Promise<Result<{ readonly heads: readonly HeadOnRecord[]; readonly end: StreamHead }, ReadFailure>> => {
  const stream = headStream(agency)
  const checked = await log.readStream(stream, { after })
  if (!checked.ok) return checked
  const { events, head: end } = checked.value
  const from = countOf(after)
  const stored = await log.readStored(stream, from, countOf(end) - from)
  if (!stored.ok) return stored
  // A read leaves out what has no force, and refuses what is not in order otherwise.
  const withForce = new Set(events.map(({ revision }) => revision))
  const heads = signedHeads(stored.value).map((each) => ({
    ...each,
    hasForce: withForce.has(each.event.revision),
  }))
  return ok({ heads, end })
}

/** The heads among events as the store holds them. */
export const signedHeads = (events: readonly StoredEvent[]): readonly HeadEvent[] =>
  events.flatMap((event) => {
    const parsed = event.type === LogHeadSigned.type ? LogHeadSigned.data.safeParse(event.data) : undefined
    return parsed?.success ? [{ event, head: parsed.data }] : []
  })

/** The head before all heads. */
export const emptyTree: TreeHead = { size: 0, root: emptyRoot.toString('base64url') }

/** Whether a head proves that its tree grew from that of an earlier one. */
export const growsFrom = (earlier: TreeHead, { since, size, root, proof }: SignedLogHead): boolean =>
  since.size === earlier.size &&
  since.root === earlier.root &&
  isConsistent(earlier.size, bytes(earlier.root), size, bytes(root), proof.map(bytes))

const countOf = ({ revision }: StreamHead): number => (revision === 'no-stream' ? 0 : revision + 1)

const bytes = (hash: string): Buffer => Buffer.from(hash, 'base64url')
