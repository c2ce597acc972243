import {
  type Audience,
  byOccurrence,
  byPosition,
  eventsInForce,
  isKnown,
  keyOf,
  type Moment,
  occurredMs,
  supersessions,
  type Topic,
  topicKind,
  visibleAmong,
} from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { EventEntry, EventFilter } from '../asked/events.ts'
import type { TopicAnswer } from '../asked/topics.ts'
import type { Whereabouts } from '../knowledge/picture-knowledge.ts'
import type { RosterVocabulary } from '../knowledge/vocabulary.ts'
import { aimsOf } from './aims.ts'
import type { Disputed } from './conflict-page.ts'
import { firstContradiction, sidesIn } from './disputes.ts'
import { passesEvent } from './event-match.ts'
import { positionName } from './event-order.ts'
import { type KnownTo, unitDecisions, viewsOf } from './views.ts'
import { MOST_FOUND, soughtAmong } from './word-limit.ts'
import { wordsSought } from './words.ts'

/** What folds need to know besides the events. */
export interface PlainKnowledge {
  readonly vocabulary: Pick<RosterVocabulary, 'changes' | 'topics'>
  /** For each agency, whether it sees an event by the event's own marking. */
  readonly audienceOf: (agency: string) => Audience
  readonly whereabouts: Whereabouts
  /** Events that are gone through for words. */
  readonly mostFound?: number
}

/** All events, and where each of them is filed. */
export interface PlainLog extends PlainKnowledge {
  readonly events: readonly RecordedEvent[]
  readonly files: ReadonlyMap<Topic, TopicFile>
}

/** A topic's events: its members say something of it; the others correct, retract or release a member. */
interface TopicFile {
  readonly members: ReadonlySet<RecordedEvent>
  readonly events: readonly RecordedEvent[]
}

/** Files events under their topics. Pure; costs as much as there are events. */
export const plainLog = (events: readonly RecordedEvent[], knowledge: PlainKnowledge): PlainLog => ({
  ...knowledge,
  events,
  files: fileByTopic(events, knowledge.vocabulary),
})

/** Who asks, of which log, as of which two moments. */
export interface Asked {
  readonly log: PlainLog
  readonly agency: string
  readonly moment: Moment
}

/** Everything the reader knew of by then, with what superseded it. */
export const entriesKnown = (
  { log, agency, moment }: Asked,
  among: readonly RecordedEvent[] = log.events,
): readonly EventEntry[] => {
  const known = among.filter((event) => isKnown(event, moment)).toSorted(byPosition)
  const seen = visibleAmong(known, agency, log.audienceOf(agency))
  const superseded = supersessions(seen)
  return seen.map((event) => ({ event, supersededBy: superseded.get(keyOf(event, event.id))?.by }))
}

/** Of that, what had happened. */
const entriesHappened = (asked: Asked, among?: readonly RecordedEvent[]): readonly EventEntry[] =>
  entriesKnown(asked, among).filter(({ event }) => hasHappened(event, asked.moment))

/** Of that, what nothing superseded. */
export const eventsStanding = (asked: Asked): readonly RecordedEvent[] =>
  entriesHappened(asked)
    .filter(({ supersededBy }) => supersededBy === undefined)
    .map(({ event }) => event)

/** What folds of topics start from, and what was decided on units anywhere. */
export const knownTo = (asked: Asked): KnownTo => {
  const { changes } = asked.log.vocabulary
  let decisions: ReturnType<typeof unitDecisions> | undefined
  let seen: ReadonlyMap<string, RecordedEvent> | undefined
  return {
    inForce: (topic) => inForceOf(asked, topic),
    changes,
    corrected: (event) => {
      seen ??= new Map(entriesKnown(asked).map(({ event }) => [keyOf(event, event.id), event]))
      const found = seen.get(keyOf(event, event.envelope.corrects ?? ''))
      return found && found.position < event.position ? found : undefined
    },
    decisionsOn: (units) => {
      if (units.length === 0) return []
      decisions ??= eventsStanding(asked)
        .toSorted(byOccurrence)
        .flatMap((event) => unitDecisions(event, changes(event)))
      return decisions.filter(({ unit }) => units.includes(unit.unit))
    },
  }
}

/** What the reader knew of a topic; undefined where that is nothing. */
export const topicAnswer = (
  asked: Asked,
  topic: Topic,
  views = viewsOf(knownTo(asked)),
): TopicAnswer | undefined => {
  const view = views.view(topic)
  if (view === undefined) return undefined
  const known = entriesOfTopic(asked, topic)
  return { view, inForce: inForceOf(asked, topic), known, imported: importedIn(known, asked.moment) }
}

/** All that the reader knew of a topic and that had happened, superseded or not. */
export const entriesOfTopic = (asked: Asked, topic: Topic): readonly EventEntry[] => {
  const { members, events } = asked.log.files.get(topic) ?? { members: new Set(), events: [] }
  return entriesHappened(asked, events).filter(({ event }) => members.has(event))
}

/** What the reader knew of all topics of a kind. */
export const topicAnswers = (asked: Asked, kind: string): readonly TopicAnswer[] => {
  const views = viewsOf(knownTo(asked))
  return [...asked.log.files.keys()]
    .filter((topic) => topicKind(topic) === kind)
    .flatMap((topic) => topicAnswer(asked, topic, views) ?? [])
}

/** What is gone through: everything, or the last recorded of what holds the words sought. */
export const goneThrough = (asked: Asked, filter: EventFilter) => {
  const { text } = filter
  const { mostFound = MOST_FOUND } = asked.log
  const known = entriesHappened(asked)
  if (text === undefined || wordsSought(text).length === 0) return { entries: known, isCut: false }
  const entries = known.filter(({ event }) => passesEvent(event, { ...soughtAmong(filter), text }))
  return { entries: entries.slice(-mostFound), isCut: entries.length > mostFound }
}

/** The topics in which the reader knew of two sides of something. */
export const disputedFor = (asked: Asked): readonly Disputed[] =>
  [...asked.log.files].flatMap(([topic, { members, events }]) => {
    const sides = entriesKnown(asked, events)
      .filter(({ event }) => members.has(event))
      .flatMap(({ event }) =>
        sidesIn(topic, event, asked.log.vocabulary.changes(event)).map((side) => ({
          ...side,
          topic,
          position: positionName(event),
        })),
      )
    return firstContradiction(sides) ?? []
  })

/** Imported records count where `known` was an instant: by position nothing can still come in. */
export const importedIn = (known: readonly EventEntry[], moment: Moment): number =>
  moment.known !== undefined && 'at' in moment.known
    ? known.filter(({ event }) => event.envelope.imported !== undefined).length
    : 0

const inForceOf = ({ log, agency, moment }: Asked, topic: Topic): readonly RecordedEvent[] => {
  const file = log.files.get(topic)
  if (file === undefined) return []
  const inForce = eventsInForce(file.events, agency, log.audienceOf(agency), moment)
  return inForce.filter((event) => file.members.has(event))
}

const hasHappened = (event: RecordedEvent, { valid }: Moment): boolean =>
  valid === undefined || occurredMs(event) <= millisecondsOf(valid)

/** Events by topic. What aims at an event is filed wherever that event is. */
const fileByTopic = (
  events: readonly RecordedEvent[],
  vocabulary: Pick<RosterVocabulary, 'topics'>,
): ReadonlyMap<Topic, TopicFile> => {
  const files = new Map<Topic, { members: Set<RecordedEvent>; events: RecordedEvent[] }>()
  const topicsOfRecord = new Map<string, ReadonlySet<Topic>>()
  for (const event of events.toSorted(byPosition)) {
    const own = new Set(vocabulary.topics(event))
    const aimed = aimsOf(event).flatMap((id) => [...(topicsOfRecord.get(keyOf(event, id)) ?? [])])
    const all = new Set([...own, ...aimed])
    topicsOfRecord.set(keyOf(event, event.id), all)
    for (const topic of all) {
      const file = files.get(topic) ?? { members: new Set(), events: [] }
      files.set(topic, file)
      file.events.push(event)
      if (own.has(topic)) file.members.add(event)
    }
  }
  return files
}
