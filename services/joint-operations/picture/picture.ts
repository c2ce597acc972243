import type { Glass, Reader } from '@concord/access'
import type { Conflict, Form, IncidentStatus, Moment, Severity, Topic, TopicView } from '@concord/incident'
import type { Instant, Mode, Position, RecordedEvent } from '@concord/kernel'

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

export interface Standing {
  readonly position: Position
  /** Milliseconds between the store's clock at the last folded event and its arrival here; 0 while live and idle. */
  readonly lagMs: number
  /** Whether the log cannot be followed at present, so that answers may be old. */
  readonly stale: boolean
  /** Events that the log's checks refused: not part of any picture. 0 where a reader is told. */
  readonly refused: number
}

export interface IncidentFilter {
  readonly forms?: readonly Form[]
  readonly statuses?: readonly IncidentStatus[]
  readonly kinds?: readonly string[]
  readonly severities?: readonly Severity[]
  /** Any of these agencies takes part. */
  readonly agencies?: readonly string[]
  readonly areas?: readonly string[]
  readonly box?: Box
  readonly text?: string
  readonly modes?: readonly Mode[]
  readonly openedAfter?: Instant
  readonly openedBefore?: Instant
}

/** Degrees, WGS 84. West may be greater than east: the box then crosses the antimeridian. */
export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export interface IncidentOrder {
  readonly by: 'opened' | 'changed' | 'severity' | 'id'
  readonly direction: 'ascending' | 'descending'
}

/** `after` is a cursor from an earlier page. `first` has been bounded by the API. */
export interface PageRequest {
  readonly first: number
  readonly after?: string
}

/** What a list shows of an incident. Cheap to keep for every moment. */
export interface IncidentSummary {
  readonly id: string
  readonly form: Form
  readonly kind: string | undefined
  readonly title: string | undefined
  readonly mode: Mode
  readonly status: IncidentStatus
  readonly severity: Severity
  readonly lead: string | undefined
  readonly agencies: readonly string[]
  readonly areas: readonly string[]
  readonly lat: number | undefined
  readonly lon: number | undefined
  readonly openedAt: Instant
  /** When the last event in force occurred. */
  readonly changedAt: Instant
}

export interface IncidentPage {
  readonly items: readonly { readonly cursor: string; readonly incident: IncidentSummary }[]
  /** Undefined where more events hold the words sought than are gone through: of those, the last recorded count. */
  readonly total: number | undefined
  readonly hasMore: boolean
  /** Imported records counted, when `known` was an instant. */
  readonly imported: number
}

/** A topic with the events it is folded from. What is played in a real one is among them, and makes nothing of the view. */
export interface TopicAnswer {
  readonly view: TopicView
  /** In force, in the order of (occurredAt, position). */
  readonly inForce: readonly RecordedEvent[]
  /** Everything the reader knew of by then, superseded records included, in the order of the log. */
  readonly known: readonly EventEntry[]
  readonly imported: number
}

export interface EventEntry {
  readonly event: RecordedEvent
  /** The id of the event that corrects or retracts it, as far as the reader knew. */
  readonly supersededBy: string | undefined
}

export interface EventFilter {
  readonly incident?: string
  /** Of these types, or reports filed under such a one. */
  readonly types?: readonly string[]
  /** Of these types as an agency declares them: what statistics count. */
  readonly declaredTypes?: readonly string[]
  readonly agencies?: readonly string[]
  readonly modes?: readonly Mode[]
  readonly text?: string
  readonly occurredAfter?: Instant
  readonly occurredBefore?: Instant
  /** Leave out corrections and retractions. */
  readonly firstReportsOnly?: boolean
  /** Only records that correct another one, or only those that take another one back. */
  readonly only?: 'corrections' | 'retractions'
  /** Newest first, or most delayed first: what is known less what occurred. */
  readonly order?: 'known' | 'occurred' | 'delay'
}

export interface EventPage {
  readonly items: readonly { readonly cursor: string; readonly entry: EventEntry }[]
  /** Undefined where more events hold the words sought than are gone through: of those, the last recorded are listed. */
  readonly total: number | undefined
  readonly hasMore: boolean
}

/** Counts that open: each with the filter that lists the events behind it. */
export interface Statistics {
  readonly total: number
  readonly by: {
    readonly mode: Readonly<Record<string, number>>
    readonly agency: Readonly<Record<string, number>>
    readonly type: Readonly<Record<string, number>>
  }
  readonly corrections: number
  readonly retractions: number
  readonly erasures: number
  readonly imported: number
}

export interface HotspotFilter {
  readonly incident?: string
  /** Delivered by events of these modes. */
  readonly modes?: readonly Mode[]
  readonly box?: Box
  readonly minConfidence?: number
  readonly maxConfidence?: number
  readonly country?: string
}

/** One satellite detection, counted once however often it is delivered. Confidence in percent as FIRMS gives it. */
export interface Hotspot {
  readonly key: string
  readonly lat: number
  readonly lon: number
  /** Percent; undefined where the satellite tells no percentage. */
  readonly confidence: number | undefined
  readonly acquiredAt: Instant
  readonly satellite: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined
  /** The nearest inhabited place. */
  readonly place: string | undefined
  readonly event: string
}

export interface HotspotPage {
  readonly items: readonly { readonly cursor: string; readonly hotspot: Hotspot }[]
  readonly total: number
  readonly hasMore: boolean
}

export interface ConflictFilter {
  /** Only what a decision has settled, or only what none has. */
  readonly settled?: boolean
}

export interface ConflictPage {
  readonly items: readonly { readonly cursor: string; readonly conflict: Conflict }[]
  /** Undefined where the reader sees more disputes than can be looked through at once. */
  readonly total: number | undefined
  readonly hasMore: boolean
  /** Where to go on: also a page that found nothing in what it looked through has come to a place. */
  readonly end: string | undefined
}

export interface FollowOptions {
  readonly after?: Position
  readonly incident?: string
  readonly signal: AbortSignal
}

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

/** Why a question cannot be answered. */
export type PictureRefusal = {
  readonly code: 'BAD_CURSOR' | 'BAD_MOMENT' | 'TOO_MANY'
  readonly detail: string
}

/** Thrown by questions that cannot be answered; the edge turns it into its own error. */
export class PictureRefused extends Error {
  readonly refusal: PictureRefusal
  constructor(refusal: PictureRefusal) {
    super(refusal.detail)
    this.name = 'PictureRefused'
    this.refusal = refusal
  }
}
