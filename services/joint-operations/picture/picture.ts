import type { Reader } from '@concord/access'
import type { Form, IncidentStatus, Moment, Severity, Topic, TopicView } from '@concord/incident'
import type { Instant, Mode, Position, RecordedEvent, Result } from '@concord/kernel'

/**
 * What the API may ask of the read models, always for one reader. Every answer is the fold of what that reader may see
 * at the two moments asked for: lists, counts, order, history and errors alike.
 */
export interface Picture {
  /** How far the read models are. */
  standing(): Standing
  /** Resolves when the read models have folded up to the position, or after `timeoutMs` with how far they are. */
  waitFor(position: Position, timeoutMs: number): Promise<Standing>
  incidents(
    reader: Reader,
    filter: IncidentFilter,
    order: IncidentOrder,
    page: PageRequest,
    moment: Moment,
  ): IncidentPage
  topic(reader: Reader, topic: Topic, moment: Moment): TopicAnswer | undefined
  /** Topics of a kind, such as all checkpoints; bounded. */
  topics(
    reader: Reader,
    kind: 'unit' | 'checkpoint',
    page: PageRequest,
    moment: Moment,
  ): readonly TopicAnswer[]
  /** Events by text, type, agency and time, newest known first unless ordered otherwise. */
  events(reader: Reader, filter: EventFilter, page: PageRequest, moment: Moment): EventPage
  /** One event by its id or its sender's reference; undefined also when it exists and is withheld. */
  event(reader: Reader, idOrReference: string, moment: Moment): EventEntry | undefined
  statistics(reader: Reader, filter: EventFilter, moment: Moment): Statistics
  hotspots(reader: Reader, filter: HotspotFilter, page: PageRequest, moment: Moment): HotspotPage
  /**
   * What the reader may see, in the order of the log, after a position and then live: no gap, no duplicate. An item is
   * yielded after the read models hold it. Bounded: a slow taker is ended with the position to resume after.
   */
  follow(reader: Reader, options: FollowOptions): AsyncIterable<FollowItem>
}

export interface Standing {
  readonly position: Position
  /** Milliseconds between the store's clock at the last folded event and its arrival here; 0 while live and idle. */
  readonly lagMs: number
  /** Whether the log cannot be followed at present, so that answers may be old. */
  readonly stale: boolean
  /** Events folded that came from older systems, among those the reader may see, when `known` is an instant. */
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
  readonly total: number
  readonly hasMore: boolean
  /** Imported records counted, when `known` was an instant. */
  readonly imported: number
}

/** A topic with the events it is folded from. */
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
  readonly types?: readonly string[]
  readonly agencies?: readonly string[]
  readonly modes?: readonly Mode[]
  readonly text?: string
  readonly occurredAfter?: Instant
  readonly occurredBefore?: Instant
  /** Leave out corrections and retractions. */
  readonly firstReportsOnly?: boolean
  readonly order?: 'known' | 'occurred' | 'delay'
}

export interface EventPage {
  readonly items: readonly { readonly cursor: string; readonly entry: EventEntry }[]
  readonly total: number
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
  readonly confidence: number
  readonly acquiredAt: Instant
  readonly satellite: string
  readonly country: string | undefined
  readonly place: string | undefined
  readonly event: string
}

export interface HotspotPage {
  readonly items: readonly { readonly cursor: string; readonly hotspot: Hotspot }[]
  readonly total: number
  readonly hasMore: boolean
}

export interface FollowOptions {
  readonly after?: Position
  readonly incident?: string
  readonly signal: AbortSignal
}

export type FollowItem =
  | { readonly kind: 'event'; readonly position: Position; readonly entry: EventEntry }
  /** Nothing for this reader up to here; a place to resume after. Sent at the log's pace, not at that of hidden events. */
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'ended'; readonly reason: 'too-slow' | 'closing'; readonly resumeAfter: Position }

/** Why a question cannot be answered. */
export type PictureRefusal = { readonly code: 'BAD_CURSOR' | 'BAD_MOMENT'; readonly detail: string }

export type PictureResult<Value> = Result<Value, PictureRefusal>
