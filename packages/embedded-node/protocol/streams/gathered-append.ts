import type { ProposedEvent } from '../../store/store.ts'
import { alone } from '../transport/frame.ts'
import { MalformedMessage } from '../transport/wire.ts'
import { decodeBatchAppend } from './batch-append-request.ts'
import type { BatchOptions } from './batch-append-response.ts'
import { decodeProposedEvent, eventBytes, proposedBytes } from './proposed-event.ts'

/** An append whose messages are still coming in. */
export interface GatheredAppend {
  readonly correlationId: string
  options: BatchOptions | undefined
  readonly events: ProposedEvent[]
  bytes: number
  /** What its messages take here, in bytes. */
  held: number
  /** Why one of its events cannot be read. */
  malformed: string | undefined
}

/**
 * Takes one more message into its append, which stays among those that are gathering until its last one. An append of more
 * than `limit` bytes is counted on and held no further. Answers besides by how much more is held now.
 */
export const gather = (
  gathering: Map<string, GatheredAppend>,
  message: Buffer,
  limit: number,
): { readonly append: GatheredAppend; readonly final: boolean; readonly added: number } => {
  const { correlationId, options, proposed, final } = decodeBatchAppend(message)
  const append: GatheredAppend = gathering.get(correlationId) ?? {
    correlationId,
    options: undefined,
    events: [],
    bytes: 0,
    held: 0,
    malformed: undefined,
  }
  append.options ??= options
  const kept = final ? message : alone(message)
  const added = kept.length + proposed.length * eventBytes
  append.held += added
  try {
    for (const [start, end] of proposed) addEvent(append, decodeProposedEvent(kept, start, end), limit)
  } catch (error) {
    // The other appends of the connection have nothing to do with it.
    if (!(error instanceof MalformedMessage)) throw error
    append.malformed = error.message
  }
  if (!final) gathering.set(correlationId, append)
  return { append, final, added }
}

const addEvent = (append: GatheredAppend, event: ProposedEvent, limit: number): void => {
  append.bytes += proposedBytes(event)
  // What is over the limit is refused as a whole at its end; there is no need to hold it until then.
  if (append.bytes <= limit) append.events.push(event)
}
