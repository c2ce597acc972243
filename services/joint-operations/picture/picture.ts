import type { Glass, Reader } from '@concord/access'
import type { Conflict, Moment, Topic } from '@concord/incident'
import type { Position } from '@concord/kernel'
import type { ConflictFilter, ConflictPage } from './asked/conflicts.ts'
import type { EventEntry, EventFilter, EventPage, Learned, Statistics } from './asked/events.ts'
import type { HotspotFilter, HotspotPage } from './asked/hotspots.ts'
import type { IncidentFilter, IncidentOrder, IncidentPage } from './asked/incidents.ts'
import type { PageRequest } from './asked/page.ts'
import type { TopicAnswer } from './asked/topics.ts'

/**
 * What the API may ask of the read models, always for one reader. Every answer is the fold of what that reader may see
 * at the two moments asked for: lists, counts, order, history and errors alike. The agency alone decides what is seen,
 * but for incidents on which a reader has an open break-glass: they are shown as if all of them had been released to the
 * reader, in lists, searches, counts and live updates, and whatever their owners have taken back since.
 *
 * A position after the last event means everything that is known now. Questions that cannot be answered throw
 * {@link PictureRefused}.
 */
export interface Picture extends Questions {
  /** How far the read models are. For operators: it moves with events that a reader may not see. */
  standing(): Standing
  /**
   * How far the reader's picture is: the position of the last event that this reader may see, and nothing that moves
   * with one withheld. What answers carry.
   */
  standingFor(reader: Asker): Standing
  /**
   * Resolves when the reader's picture stands on the position, or after `timeoutMs`: with the commit that brings it there,
   * whatever others record before.
   */
  waitFor(reader: Asker, position: Position, timeoutMs: number): Promise<void>
  /**
   * What the reader may see, in the order of the log, after a position and then live: no gap, no duplicate. An item is
   * yielded after the read models hold it. Pulled: what is not taken is not read, so a slow taker costs nothing.
   *
   * An event that is released later comes when the release does, just before it, with `released` set.
   */
  follow(reader: Asker, options: FollowOptions): AsyncIterable<FollowItem>
  /** Every break-glass there was, in the order of the log. For overseers: no reader's marking decides on it. */
  glasses(): readonly Glass[]
}

/** Of a reader, who decides on what is seen: the agency; and the person, where they have broken the glass. */
export type Asker = Pick<Reader, 'agency'> & Partial<Pick<Reader, 'subject'>>

/** The questions that are answered at once. Each stands on one state of the read models. */
export interface Questions {
  incidents(
    reader: Asker,
    filter: IncidentFilter,
    order: IncidentOrder,
    page: PageRequest,
    moment: Moment,
  ): IncidentPage
  topic(reader: Asker, topic: Topic, moment: Moment): TopicAnswer | undefined
  /** What of a topic's `known` came to the reader in a stretch of known time, also where the topic had nothing in force. */
  learned(reader: Asker, topic: Topic, learned: Learned, moment: Moment): readonly EventEntry[]
  /** Topics of a kind, such as all checkpoints; bounded. */
  topics(
    reader: Asker,
    kind: 'unit' | 'checkpoint',
    page: PageRequest,
    moment: Moment,
  ): readonly TopicAnswer[]
  /** Events by text, type, agency and time, newest known first unless ordered otherwise. */
  events(reader: Asker, filter: EventFilter, page: PageRequest, moment: Moment): EventPage
  /** One event by its id or its sender's reference; undefined also when it exists and is withheld. */
  event(reader: Asker, idOrReference: string, moment: Moment): EventEntry | undefined
  statistics(reader: Asker, filter: EventFilter, moment: Moment): Statistics
  hotspots(reader: Asker, filter: HotspotFilter, page: PageRequest, moment: Moment): HotspotPage
  /**
   * What really happens: units committed twice and facts stated differently, as the reader knew them, settled ones included, in the order in
   * which the reader learned of two sides in an incident or unit.
   */
  conflicts(reader: Asker, filter: ConflictFilter, page: PageRequest, moment: Moment): ConflictPage
  /** Those in one incident and of the units that ever were bound in it; played ones, where the incident is played. */
  conflictsOf(reader: Asker, incident: string, moment: Moment): readonly Conflict[]
}

/** How far a picture is, and how far it can be relied on to be up to date. */
export interface Standing {
  readonly position: Position
  /** Milliseconds between the store's clock at the last folded event and its arrival here; 0 while live and idle. */
  readonly lagMs: number
  /** Whether the log cannot be followed at present, so that answers may be old. */
  readonly stale: boolean
  /** Events that the log's checks refused: not part of any picture. 0 where a reader is told. */
  readonly refused: number
}

/** From where on, and of which incident, a reader follows; ends when the signal aborts. Without `after`: what is new from now on. */
export interface FollowOptions {
  readonly after?: Position
  readonly incident?: string
  readonly signal: AbortSignal
}

/** What comes to whoever follows: an event, the place where the stream is, or why it ends. */
export type FollowItem =
  /** `position` is the place to resume after. `released`: recorded earlier, and now released to the reader. */
  | {
      readonly kind: 'event'
      readonly position: Position
      readonly entry: EventEntry
      readonly released?: true
    }
  /** Sent at a fixed pace, whatever happens: the stream is alive, and this is the place to resume after. */
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'ended'; readonly reason: 'closing'; readonly resumeAfter: Position }
