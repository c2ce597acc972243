import type { Known } from '@concord/incident'
import type { Instant, Mode, RecordedEvent } from '@concord/kernel'

/** Which events: those that pass all that is named, and of a list any of its members. What is left out asks nothing. */
export interface EventFilter extends Learned {
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
  /** Leave out corrections and retractions, also what would be one of another agency's record. */
  readonly firstReportsOnly?: boolean
  /** Only records that correct another one, or only those that take another one back. */
  readonly only?: 'corrections' | 'retractions'
  /** Newest first, or most delayed first: what is known less what occurred. */
  readonly order?: 'known' | 'occurred' | 'delay'
}

/** A stretch of known time in which something came to the reader; its beginning is no part of it, its end is. */
export interface Learned {
  /** Had not come to the reader by then: neither recorded and marked for them, nor released to them. */
  readonly learnedAfter?: Known
  /** Had come to the reader by then. */
  readonly learnedUntil?: Known
}

/** An event as one reader knew it. */
export interface EventEntry {
  readonly event: RecordedEvent
  /** The id of the event that corrects or retracts it, as far as the reader knew. */
  readonly supersededBy: string | undefined
}

/** A page of events, in the order asked for. */
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
