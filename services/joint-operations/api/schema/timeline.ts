import type { Moment, Topic } from '@concord/incident'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { Direction } from '../../picture/asked/page.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'
import { eventNode } from '../derive/event-node.ts'
import { timelineEntries, timelineKey } from '../derive/timeline-entries.ts'
import { toldOf } from '../derive/told.ts'
import type { AsOf, Reading } from '../reading.ts'
import { enumOf } from './enum.ts'
import { type PageArguments, pageByKey } from './page.ts'

export const typeDefs = /* GraphQL */ `
  "The entries of a timeline, page by page."
  type TimelineConnection {
    "The entries with their cursors."
    edges: [TimelineEdge!]!
    "The entries alone."
    nodes: [TimelineEntry!]!
    "How many there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "An entry in a timeline's page."
  type TimelineEdge {
    "Its place in the timeline, for after."
    cursor: String!
    "The entry."
    node: TimelineEntry!
  }

  "One thing that happened, and who was told of it when."
  type TimelineEntry {
    "What happened."
    event: Event!
    "Whether it is in force: neither corrected nor taken back as far as known."
    inForce: Boolean!
    "Which agencies may see it and since when, as far as the reader may know."
    told: [Told!]!
  }

  "That an agency may see an event."
  type Told {
    "The agency."
    agency: String!
    "Since when it could see the event."
    since: DateTime!
    "Until when, where a release was taken back; null while it may."
    until: DateTime
    "Why it may."
    by: ToldBy!
    "What the newest release to it asks of it, besides the event's own marking."
    conditions: String
    "Whether that release lets it use the event in court: permitted, with-permission or refused."
    courtUse: String
    "When its duty officer took notice of the incident, if that was after it could see the event."
    acknowledgedAt: DateTime
  }

  "Why an agency may see an event."
  enum ToldBy {
    "It recorded the event itself."
    OWNER
    "The originator marked the event for it."
    MARKING
    "The originator released the event to it later."
    RELEASE
  }
`

export const resolvers = { ToldBy: enumOf(['owner', 'marking', 'release']) }

/** Which page of a timeline, from which end, whether superseded events are on it, and when its entries came to the reader. */
export interface TimelineArguments extends PageArguments {
  readonly direction: Direction
  readonly superseded: boolean
  readonly learnedAfter?: AsOf['known']
  readonly learnedUntil?: AsOf['known']
}

/** A page of a topic's timeline, each entry with who was told of it when. */
export const timelineOf = (
  answer: TopicAnswer,
  moment: Moment,
  args: TimelineArguments,
  reading: Reading,
) => {
  const { services } = reading
  const inForce = new Set(answer.inForce.map((event) => event.id))
  const isLearned = learnedIn(reading, answer.view.topic, moment, args)
  const entries = timelineEntries(answer, moment, args.superseded).filter(isLearned)
  const inDirection = args.direction === 'ascending' ? entries : entries.toReversed()
  const page = pageByKey(inDirection, args, timelineKey, args.direction)
  const entry = (one: EventEntry) => ({
    event: eventNode(one, moment),
    inForce: inForce.has(one.event.id),
    told: toldOf(one.event, answer, services.agencies, services.seesByMarking),
  })
  const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: entry(node) }))
  return { ...page, edges, nodes: edges.map(({ node }) => node) }
}

/** Whether an entry came to the reader in the stretch of known time that is asked for. */
const learnedIn = (
  { services, reader, known }: Reading,
  topic: Topic,
  moment: Moment,
  { learnedAfter, learnedUntil }: TimelineArguments,
): ((entry: EventEntry) => boolean) => {
  if (!learnedAfter && !learnedUntil) return () => true
  const learned = {
    ...(learnedAfter && { learnedAfter: known(learnedAfter) }),
    ...(learnedUntil && { learnedUntil: known(learnedUntil) }),
  }
  const found = new Set(services.picture.learned(reader, topic, learned, moment).map(({ event }) => event.id))
  return ({ event }) => found.has(event.id)
}
