import type { Envelope } from './envelope.ts'
import type { AppendedEvent, Position, RecordedEvent, Revision } from './event.ts'
import type { Instant } from './instant.ts'
import type { Result } from './result.ts'

/** An event ready for the log, before the codec seals, chains and signs it. */
export interface NewEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly envelope: Omit<Envelope, 'previousHash' | 'signature'>
}

/** The end of a stream as its writer knows it: what to expect there, and the hash the next event chains to. */
export interface StreamHead {
  readonly revision: Revision | 'no-stream'
  readonly hash: string | null
}

/** What an append brought about. The position is that of the last event. */
export interface Appended {
  readonly head: StreamHead
  readonly position: Position
  readonly events: readonly AppendedEvent[]
}

/**
 * `conflict`: somebody wrote first. `unavailable`: nothing is known to be written; a repeat with the same ids is
 * safe. `key-ended`: nothing is written, because nobody would believe what this process signs until it has its
 * agency's present key.
 */
export type AppendFailure =
  | KeysAway
  | { readonly kind: 'conflict'; readonly current: Revision | 'no-stream' }
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterS: number }
  | { readonly kind: 'too-large'; readonly detail: string }
  | { readonly kind: 'key-ended'; readonly detail: string }

/**
 * Nothing is sealed or opened at present, because the key that the data keys lie under cannot be asked. A repeat is
 * safe.
 */
export interface KeysAway {
  readonly kind: 'keys-away'
  readonly detail: string
  readonly retryAfterS: number
}

/** A stored event that this reader must not build on, and why. */
export interface RefusedEvent {
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  readonly type: string
  readonly id: string
  readonly recordedAt: Instant
  readonly reason:
    | 'unreadable'
    | 'unknown-type'
    | 'unknown-version'
    | 'invalid'
    | 'unsigned'
    | 'bad-signature'
    | 'foreign-key'
    /** A key of the stream's owner signed it when its time was over: it was replaced, lost or stolen. */
    | 'ended-key'
    | 'broken-chain'
  readonly detail: string
}

/**
 * `unavailable`: a repeat is safe. `refused`: an event of the stream must not be built on, so the stream is not read
 * at all.
 */
export type ReadFailure =
  | { readonly kind: 'unavailable'; readonly detail: string; readonly retryAfterS: number }
  | { readonly kind: 'refused'; readonly event: RefusedEvent }

/** What was read of a stream, and where it ends. */
export interface StreamRead {
  readonly events: readonly RecordedEvent[]
  /** What stands between those without force: a key of the owner signed it that had ended. Nobody builds on it. */
  readonly passedOver: readonly StoredEvent[]
  readonly head: StreamHead
}

/**
 * An event exactly as it is stored and signed: sealed, not upcast, not parsed. This is what journals keep, so that what
 * a read model holds can be checked against signatures and forgets with the keys.
 */
export interface StoredEvent {
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: Revision
  readonly position: Position
  readonly recordedAt: Instant
  readonly data: unknown
  readonly metadata: unknown
}

/**
 * Data and metadata as the texts that the store holds, where they are known: whoever keeps the event need not write
 * them anew.
 */
export interface StoredTexts {
  readonly data: string
  readonly metadata: string
}

/** What a follower of the log is given, in the order of the log. Signatures and chains have been checked. */
export type LogItem =
  | { readonly kind: 'event'; readonly event: StoredEvent; readonly texts?: StoredTexts | undefined }
  | { readonly kind: 'refused'; readonly event: RefusedEvent }
  | { readonly kind: 'checkpoint'; readonly position: Position }
  | { readonly kind: 'caught-up' }

/**
 * The last event that a follower was given: whoever goes on after it can tell by it whether this is still the same log.
 */
export type LastTaken = Pick<StoredEvent, 'id' | 'position'>

/**
 * The log does not hold what was taken from it before. What was made of that must neither go on nor be made anew
 * unseen: the log may have been moved, but also set back or rewritten.
 */
export class LogRewritten extends Error {
  /** `what` it no longer holds, with its place. */
  constructor(what: string) {
    super(
      `The log no longer holds ${what}. Either it was moved to another server: then remove what this process keeps in its data folder, but for witnessed-head.json, and start it. Or it was set back or rewritten: then leave that folder as it is, and find out by whom; if you restored a backup, docs/operator.md says under "Back up and restore" how to go on.`,
    )
  }
}

/** The edge to the store. The only implementation goes through `@eventstore/db-client`. */
export interface EventLog {
  /** A whole stream from `after` on; a stream that does not exist reads as empty. Deciders refuse what is refused. */
  readStream(
    stream: string,
    options?: { readonly after?: StreamHead; readonly limit?: number },
  ): Promise<Result<StreamRead, ReadFailure>>
  /** Seals, chains, signs and appends all or nothing. Answers only when the store has acknowledged. */
  append(
    stream: string,
    head: StreamHead,
    events: readonly NewEvent[],
  ): Promise<Result<Appended, AppendFailure>>
  /**
   * The log after a position, then live; each event with the force that it had when it was recorded, so that everybody
   * who follows is given the same, whenever they do. Pulled by the consumer: what is not taken is not read ahead beyond a bound.
   * Ends when `signal` aborts; throws when the store goes away (the caller resumes after its checkpoint), and
   * {@link LogRewritten} where the last event taken before is not in its place.
   */
  follow(options: {
    readonly after?: Position
    readonly lastTaken?: LastTaken | undefined
    readonly signal: AbortSignal
  }): AsyncIterable<readonly LogItem[]>
  /**
   * How often this process has heard that keys are others than it knew. What was read of a stream before may hold no
   * longer then, although nothing was added to it: what a key signed that turns out to have ended is passed over.
   */
  keyChanges(): number
  /** The last position of the log, or undefined when it is empty. */
  head(): Promise<Result<Position | undefined, ReadFailure>>
  close(): Promise<void>
}
