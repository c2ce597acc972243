import { millisecondsOf } from '@concord/kernel'
import { isOfTypes } from '../../picture/definition/event-match.ts'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import { type EventGroup, groupsOf, saidIn, sumOf } from '../derive/event-groups.ts'
import { everyEvent, MOST_EVENTS } from '../derive/every-event.ts'
import { termEndMs } from '../derive/term.ts'
import type { AsOf } from '../reading.ts'
import { boundedList } from './bounded.ts'
import { type EventFilterInput, realEventFilterOf } from './event-filter.ts'
import { type PageArguments, pageOfList } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Events in force, gathered by what they say: repeat offenders by subject, thefts by month, open examinations by request, costs by agency. At most ${MOST_EVENTS} events are gone through. Every group opens to its events."
    breakdown(
      "Which events; without modes, what really happened."
      filter: EventFilter
      "By what, one to three: a field of what the events carry, such as subject, checkpoint or segment; or type, agency, actor (the agency of who did it, also in another one's service), incident, mode, day, month or hour, by the sender's own clock; or area: the code of one, whatever a country calls it, such as soum or district; or cell: the square of a tenth of a degree in which it happened, by its south-western corner. A list counts under each of its members, and a place takes in its plural: subject gathers subjects too. A field about a person is sealed, and to gather by it is refused: the code of the person, such as subject, is in the clear."
      by: [String!]!
      "The field whose numbers are added up, such as head or amount."
      sum: String
      "Only groups of at least so many events: a threshold, or protection against small numbers that identify people."
      atLeast: Int = 1
      "Only groups whose last event is of one of these types, or is a report filed under one of them: what has begun and is not over."
      lastTypes: [String!]
      "The field that holds the deadline, such as until, validUntil or deadline: a day or a moment. The last event of a group that has it counts."
      due: String
      "Only groups that are due before this moment, by the field named by due; those due first come first."
      dueBefore: DateTime
      "How many groups at most, from 1 to 100."
      first: Int = 50
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): GroupConnection!
  }

  "Events that say the same in the places they were gathered by."
  type Group {
    "What they say."
    key: [GroupKey!]!
    "How many events."
    count: Int!
    "The field asked for, added up; null when none was asked for."
    sum: Float
    "The deadline, from the last event of the group that has one; null when none has, or when due was not given."
    due: String
    "When the first of them happened."
    firstAt: DateTime!
    "When the last of them happened."
    lastAt: DateTime!
    "The one that happened last."
    last: Event!
    "The events behind the group, in the order in which they happened."
    events(
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
    ): EventConnection!
  }

  "What events of a group say in one place."
  type GroupKey {
    "The place: a field, or type, agency, incident, mode, day, month, hour, area, cell."
    by: String!
    "What stands there."
    value: String!
  }

  "Groups, page by page, the largest first; those due first where a time was asked for."
  type GroupConnection {
    "The groups with their cursors."
    edges: [GroupEdge!]!
    "The groups alone."
    nodes: [Group!]!
    "How many there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "A group in a list."
  type GroupEdge {
    "Its place in the list, for after."
    cursor: String!
    "The group."
    node: Group!
  }
`

interface BreakdownArguments extends PageArguments {
  readonly filter?: EventFilterInput
  readonly by: readonly string[]
  readonly sum?: string | null
  readonly atLeast: number
  readonly lastTypes?: readonly string[] | null
  readonly due?: string | null
  readonly dueBefore?: string | null
  readonly asOf?: AsOf
}

type GroupNode = EventGroup & { readonly sum: number | null; readonly due: string | null }

const MOST_PLACES = 3

const dueOf = ({ events }: EventGroup, field: string): string | null =>
  events
    .map(({ event }) => saidIn(event, field))
    .findLast((value): value is string => termEndMs(value) !== undefined) ?? null

/** What says no time is never due. */
const dueMs = ({ due }: GroupNode): number => termEndMs(due) ?? Number.POSITIVE_INFINITY

export const resolvers = {
  Query: {
    breakdown: (_: unknown, args: BreakdownArguments, { reading }: ApiContext) => {
      const { by, sum, atLeast, lastTypes, due, dueBefore } = args
      if (by.length === 0 || by.length > MOST_PLACES)
        throw apiError('BAD_INPUT', `by must name from one to ${MOST_PLACES} places.`)
      if (dueBefore && !due)
        throw apiError('BAD_INPUT', 'dueBefore needs due, the field that holds the deadline.')
      if (lastTypes) boundedList('lastTypes', lastTypes)
      const moment = reading.moment(args.asOf)
      const events = everyEvent(reading, realEventFilterOf(reading, args.filter), moment)
      if (moment.known && 'at' in moment.known)
        reading.countImported(events.filter(({ event }) => event.envelope.imported).length)
      const groups = groupsOf(events, by)
        .filter((group) => group.events.length >= atLeast)
        .filter((group) => !lastTypes || isOfTypes(group.events.at(-1)!.event, lastTypes))
        .map(
          (group): GroupNode => ({
            ...group,
            sum: sum ? sumOf(group.events, sum) : null,
            due: due ? dueOf(group, due) : null,
          }),
        )
        .filter((group) => !dueBefore || dueMs(group) < millisecondsOf(dueBefore))
        .toSorted((a, b) => (dueBefore ? dueMs(a) - dueMs(b) : b.events.length - a.events.length))
      return pageOfList(groups, args)
    },
  },
  Group: {
    count: ({ events }: GroupNode) => events.length,
    firstAt: ({ events }: GroupNode) => events[0]!.event.envelope.occurredAt,
    lastAt: ({ events }: GroupNode) => events.at(-1)!.event.envelope.occurredAt,
    last: ({ events }: GroupNode) => events.at(-1)!,
    events: ({ events }: GroupNode, args: PageArguments) => pageOfList(events, args),
  },
}
