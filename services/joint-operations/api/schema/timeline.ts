import { byOccurrence, type Moment, type Topic } from '@concord/incident'
import type { EventEntry } from '../../picture/asked/events.ts'
import type { Direction } from '../../picture/asked/page.ts'
import type { TopicAnswer } from '../../picture/asked/topics.ts'
import { eventNode } from '../derive/event-node.ts'
import { withMerged } from '../derive/merged-from.ts'
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
    "The conditions of the newest release to it, besides the event's own marking."
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
  readonly merged: boolean
  readonly learnedAfter?: AsOf['known']
  readonly learnedUntil?: AsOf['known']
}

/** A page of a topic's timeline, of those merged into it where they are asked for, each entry with who was told of it when. */
export const timelineOf = (
  answer: TopicAnswer,
  moment: Moment,
  args: TimelineArguments,
  reading: Reading,
) => {
  const { services } = reading
  const answers = args.merged ? withMerged(answer, moment, reading) : [answer]
  // What is filed under several of them is told once, by the first: the incident that is asked for.
  const filedUnder = new Map<string, TopicAnswer>()
  const entries = answers.flatMap((one) => {
    const isLearned = learnedIn(reading, one.view.topic, moment, args)
    const ofOne = timelineEntries(one, moment, args.superseded).filter(
      (entry) => isLearned(entry) && !filedUnder.has(entry.event.id),
    )
    for (const { event } of ofOne) filedUnder.set(event.id, one)
    return ofOne
  })
  const inOrder = answers.length === 1 ? entries : entries.toSorted((a, b) => byOccurrence(a.event, b.event))
  const inDirection = args.direction === 'ascending' ? inOrder : inOrder.toReversed()
  const page = pageByKey(inDirection, args, timelineKey, args.direction)
  const inForce = new Set(answers.flatMap((one) => one.inForce.map((event) => event.id)))
  const entry = (one: EventEntry) => ({
    event: eventNode(one, moment),
    inForce: inForce.has(one.event.id),
    told: toldOf(one.event, filedUnder.get(one.event.id)!, services.agencies, services.seesByMarking),
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
