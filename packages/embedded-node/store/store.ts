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

/** Events that go into one stream together or not at all, in this order. */
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

/** Forwards is in the order of recording. */
export type Direction = 'forwards' | 'backwards'

/** One bounded page. `next` is where to go on from, or undefined at the end of what exists now. */
export interface Page {
  readonly events: readonly StoredEvent[]
  readonly next: bigint | undefined
}

/**
 * A page of a stream with its first visible and its last revision; or why there is none. Never written to and
 * soft-deleted are both `stream-not-found`, `stream-deleted` is for ever.
 */
export type StreamPage =
  | (Page & { readonly kind: 'page'; readonly first: bigint; readonly last: bigint })
  | { readonly kind: 'stream-not-found' }
  | { readonly kind: 'stream-deleted' }

/** What one commit added to the log: everything behind `after`, up to `lastPosition`. */
export interface Commit {
  readonly after: bigint
  readonly lastPosition: bigint
  /**
   * The events it added, from memory; undefined where some of them are the store's own (metadata, tombstones), so
   * that they have to be read. Hold them no longer than you must: they keep alive what was received with them.
   */
  readonly events: () => readonly StoredEvent[] | undefined
}

/** What opening found and did. */
export interface Opening {
  /** True when the folder had no log before. */
  readonly created: boolean
  readonly lastPosition: bigint
  /**
   * Bytes of the one unfinished transaction that a crash had left and that was dropped; mostly 0. Nobody had been told
   * that it was recorded.
   */
  readonly droppedBytes: number
  /** Until the store could serve: making the log or checking it, and starting the writer. */
  readonly tookMs: number
}

/** For the operator's eyes. Counters run since the store was opened; nothing here costs more than a few look-ups. */
export interface StoreStats {
  readonly lastPosition: bigint
  /** Streams that ever had an event or metadata, deleted ones too. */
  readonly streams: bigint
  readonly logBytes: number
  readonly writeAheadBytes: number
  readonly writes: number
  /** Transactions, each with one sync: `writes / groups` says how well concurrent writers share them. */
  readonly groups: number
  readonly events: number
}

/**
 * Opened by `openStore` (open-store.ts). Reads are synchronous, see every acknowledged write, and throw
 * `StoreRefused` (damage.ts) with the place when an event is not what was written: serve nothing of that page.
 *
 * Memory held by writes is bounded by the caller: the store keeps each request until it has answered, so a connection
 * that limits its unanswered appends limits what the store holds for it.
 */
export interface Store {
  readonly opening: Opening
  /**
   * Group commit: concurrent calls share one sync. Rejects only when the store has failed and the node must stop, or is
   * closed; whether the events were recorded is unknown then, and the same event ids can safely be sent again.
   *
   * All ids of the request standing in the stream already, in a row (for an exact expectation: right behind it), is a
   * repeat and answered with the first outcome; only some of them is a wrong expectation. An event id must be a UUID.
   * An append of no events is checked and answered with the stream's last revision (-1 before its first event).
   */
  append(request: AppendRequest): Promise<AppendOutcome>
  /** Soft delete: hides what is there; the next append goes on numbering. */
  deleteStream(stream: string, expected: ExpectedRevision): Promise<AppendOutcome>
  /** For ever: the stream can never be written again. Its `$streamDeleted` event has revision 2^63 - 1. */
  tombstoneStream(stream: string, expected: ExpectedRevision): Promise<AppendOutcome>
  /**
   * A page also ends early after some 4 MiB. `next` is inclusive in both directions for a stream. A `$$` stream shows
   * its latest event alone. `first` is the first visible revision.
   *
   * From `limit` events that metadata ($maxCount, $maxAge, $tb) has not hidden.
   */
  readStream(stream: string, from: bigint | 'start' | 'end', direction: Direction, limit: number): StreamPage
  /** Forwards: position >= from. Backwards: position < from. */
  readAll(from: bigint | 'start' | 'end', direction: Direction, limit: number): Page
  /** The last committed position; a new store already holds some events of the system's own. */
  lastPosition(): bigint
  stats(): StoreStats
  /** Called after each commit that added to the log. Returns the way to stop listening. */
  onCommitted(listener: (commit: Commit) => void): () => void
  /** Called once, when the store has failed for good and nothing more will be acknowledged. */
  onFailed(listener: (reason: Error) => void): () => void
  /** Finishes what was submitted; then the folder is free for another process. */
  close(): Promise<void>
}
