import {
  type Envelope,
  type Instant,
  knownAt,
  millisecondsOf,
  type Position,
  type RecordedEvent,
} from '@concord/kernel'
import type { Meaning } from '../changes/filing.ts'
import type { Topic } from '../changes/topic.ts'
import { evolveTopic } from './evolve-topic.ts'
import type { TopicView } from './topic-view.ts'

/**
 * Two moments. `known` limits what had been recorded: a position pins the answer for ever, an instant counts imported
 * records by the time they were recorded in their older system. `valid` limits what had happened. Left out: everything.
 */
export interface Moment {
  readonly known?: Known | undefined
  readonly valid?: Instant | undefined
}

/** A moment of known time: a place in the log, or an instant. */
export type Known = { readonly position: Position } | { readonly at: Instant }

/**
 * Whether a reader may see an event by its own marking alone, before releases. `always`: also if its owner takes a
 * release back, because the reader has broken the glass.
 */
export type Audience = (event: RecordedEvent) => boolean | 'always'

/**
 * The events of a topic that make up what a reader knew: recorded by `known`, visible to the reader by then, not
 * superseded by a correction or retraction that the reader knew of, and having happened by `valid`, in the order of
 * (occurredAt, position). The definition of every as-of answer; whatever is faster must give the same.
 *
 * Events of all modes stand side by side here, each touched by none but its own: {@link evolveTopic} says which make the view.
 *
 * `events` are those filed under the topic, with the releases, corrections and retractions that aim at them.
 */
export const eventsInForce = (
  events: readonly RecordedEvent[],
  reader: string,
  audience: Audience,
  moment: Moment,
): readonly RecordedEvent[] => {
  const known = events.filter((event) => isKnown(event, moment)).toSorted(byPosition)
  const standing = standingAmong(known, reader, audience)
  const limit = moment.valid === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(moment.valid)
  return standing.filter((event) => occurredMs(event) <= limit).toSorted(byOccurrence)
}

/** Folds what is in force into the topic's view; undefined when the reader knows of nothing. */
export const viewOf = (
  topic: Topic,
  inForce: readonly RecordedEvent[],
  meaning: Meaning,
): TopicView | undefined => {
  let view: TopicView | undefined
  for (const event of inForce) view = evolveTopic(view, topic, event, meaning(event))
  return view
}

/** Whether the event had been recorded by the moment that limits what is known. */
export const isKnown = (event: RecordedEvent, { known }: Moment): boolean => {
  if (known === undefined) return true
  return 'position' in known
    ? event.position <= known.position
    : millisecondsOf(knownAt(event)) <= millisecondsOf(known.at)
}

/**
 * Those of the events, in the order of the log, that the reader may see: by their marking, unless the owner has since
 * released one to the reader or taken the release back. The last word of the owner counts; a release in another agency's
 * stream or of another mode counts for nothing. Each release is looked at once, however many there are.
 */
export const visibleAmong = (
  known: readonly RecordedEvent[],
  reader: string,
  audience: Audience,
): readonly RecordedEvent[] => {
  const words = Map.groupBy(
    known.filter((event) => releaseIn(event)?.to.includes(reader)),
    (word) => keyOf(word, releaseIn(word)!.event),
  )
  return known.filter((event) => {
    if (event.envelope.agency === reader) return true
    const byMarking = audience(event)
    if (byMarking === 'always') return true
    const last = words.get(keyOf(event, event.id))?.at(-1)
    return last === undefined || last.position <= event.position ? byMarking : releaseIn(last)!.granted
  })
}

/** Whether the event releases another one or takes a release back. */
export const isRelease = ({ type }: RecordedEvent): boolean =>
  type === 'ReleaseGranted' || type === 'ReleaseRevoked'

/** Which event it releases or takes the release of back, and to whom; undefined where it does neither. */
export const releaseIn = (
  event: RecordedEvent,
): { readonly event: string; readonly to: readonly string[]; readonly granted: boolean } | undefined => {
  if (!isRelease(event)) return undefined
  const { event: target, to } = event.data as { event: string; to: readonly string[] }
  return { event: target, to, granted: event.type === 'ReleaseGranted' }
}

/** Those of the events, in the order of the log, that the reader may see and that nothing they may see supersedes. */
const standingAmong = (
  known: readonly RecordedEvent[],
  reader: string,
  audience: Audience,
): readonly RecordedEvent[] => {
  const seen = visibleAmong(known, reader, audience)
  const superseded = supersessions(seen)
  return seen.filter((event) => !superseded.has(keyOf(event, event.id)))
}

/** What became of a record, and the id of the event that says so. */
export interface Supersession {
  readonly fate: 'corrected' | 'retracted'
  readonly by: string
}

/** As much of an event as it takes to tell what it supersedes. */
export interface Superseding extends Pick<RecordedEvent, 'id' | 'stream'> {
  readonly envelope: Pick<Envelope, 'corrects' | 'retracts' | 'mode'>
}

/**
 * What a later event of the same stream and mode corrects or retracts, by {@link keyOf}. Judged from the latest to the
 * earliest: a corrected correction still replaces what it had corrected, a retracted one gives it back; the latest word
 * counts.
 *
 * `events` are those the reader knew, in the order of the log; those that aim at nothing may be left out.
 */
export const supersessions = (events: readonly Superseding[]): ReadonlyMap<string, Supersession> => {
  const superseded = new Map<string, Supersession>()
  // Only what was recorded before can be corrected.
  const passed = new Set<string>()
  const supersede = (key: string, word: Supersession) => {
    if (!superseded.has(key) && !passed.has(key)) superseded.set(key, word)
  }
  for (const event of events.toReversed()) {
    passed.add(keyOf(event, event.id))
    if (superseded.get(keyOf(event, event.id))?.fate === 'retracted') continue
    const { corrects, retracts } = event.envelope
    if (corrects !== undefined) supersede(keyOf(event, corrects), { fate: 'corrected', by: event.id })
    if (retracts !== undefined) supersede(keyOf(event, retracts), { fate: 'retracted', by: event.id })
  }
  return superseded
}

/** Names a record of the same stream and mode as the event. */
export const keyOf = ({ stream, envelope }: Pick<Superseding, 'stream' | 'envelope'>, id: string): string =>
  `${stream} ${envelope.mode} ${id}`

/** Names the records that an event corrects or retracts, by {@link keyOf}. */
export const supersededKeys = (event: Superseding): readonly string[] => {
  const { corrects, retracts } = event.envelope
  return [corrects, retracts].flatMap((id) => (id === undefined ? [] : [keyOf(event, id)]))
}

/** When it happened, in milliseconds since the Unix epoch. */
export const occurredMs = (event: RecordedEvent): number => millisecondsOf(event.envelope.occurredAt)

/** The order of the log, in which things became known. */
export const byPosition = (a: RecordedEvent, b: RecordedEvent): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : 0

/** The order in which things happened; at the same moment, that of the log. */
export const byOccurrence = (a: RecordedEvent, b: RecordedEvent): number =>
  occurredMs(a) - occurredMs(b) || byPosition(a, b)
