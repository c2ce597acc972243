/**
 * The durable store behind the node's protocol: what the gRPC side may ask of it and what it promises.
 *
 * Positions are the store's own sequence, starting at 1 and without meaning beyond their order; on the wire the
 * commit and the prepare position are the same number. Revisions start at 0 in each stream.
 */

/** An event as a client proposes it. `data` and `metadata` are opaque bytes. */
export interface ProposedEvent {
  readonly id: string
  readonly type: string
  readonly contentType: 'application/json' | 'application/octet-stream'
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

/** An event as it was recorded. `createdTicks` counts 100 ns since the Unix epoch. */
export interface StoredEvent extends ProposedEvent {
  readonly stream: string
  readonly revision: bigint
  readonly position: bigint
  readonly createdTicks: bigint
}

/** What the writer believes about the stream: a revision, or one of the protocol's words. */
export type ExpectedRevision = bigint | 'any' | 'no_stream' | 'stream_exists'

export interface AppendRequest {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly ProposedEvent[]
}

/** `appended` is only ever said after the events are synced to the disk. */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrong-expected-revision'; readonly current: bigint | 'no_stream' }
  | { readonly kind: 'stream-deleted' }

export type Direction = 'forwards' | 'backwards'

/** One bounded page. `next` is where to go on from, or undefined at the end of what exists now. */
export interface Page {
  readonly events: readonly StoredEvent[]
  readonly next: bigint | undefined
}

export type StreamPage =
  | (Page & { readonly kind: 'page'; readonly first: bigint; readonly last: bigint })
  | { readonly kind: 'stream-not-found' }
  | { readonly kind: 'stream-deleted' }

export interface Store {
  /** Group commit: concurrent calls share one sync. Rejects only when the store has failed and the node must stop. */
  append(request: AppendRequest): Promise<AppendOutcome>
  /** Soft delete: hides what is there; the next append goes on numbering. */
  deleteStream(stream: string, expected: ExpectedRevision): Promise<AppendOutcome>
  /** For ever: the stream can never be written again. */
  tombstoneStream(stream: string, expected: ExpectedRevision): Promise<AppendOutcome>
  /** From `from` (inclusive) at most `limit` events that metadata ($maxCount, $maxAge, $tb) has not hidden. */
  readStream(stream: string, from: bigint | 'start' | 'end', direction: Direction, limit: number): StreamPage
  /** Forwards: position >= from. Backwards: position < from. */
  readAll(from: bigint | 'start' | 'end', direction: Direction, limit: number): Page
  /** The last committed position; 0n before the first event. */
  lastPosition(): bigint
  /** Called after each commit, with the new last position. Returns the way to stop listening. */
  onCommitted(listener: (lastPosition: bigint) => void): () => void
  /** Called once, when the store has failed for good and nothing more will be acknowledged. */
  onFailed(listener: (reason: Error) => void): () => void
  close(): Promise<void>
}
