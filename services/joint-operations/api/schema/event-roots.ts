import type { ApiContext } from '../context.ts'
import { resolveEvent } from '../derive/event-node.ts'
import type { AsOf } from '../reading.ts'
import { eventConnection } from './event-connection.ts'
import { type EventFilterInput, eventFilterOf, realEventFilterOf } from './event-filter.ts'
import type { PageArguments } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "One event by its id or its sender's reference; null when there is none that the reader may see."
    event(
      "The event's id, or the reference its sender gave it."
      id: ID!
      "At what moments."
      asOf: AsOf
    ): Event

    "Events, superseded ones included."
    events(
      "Which events."
      filter: EventFilter
      "In which order."
      order: EventOrder = KNOWN
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): EventConnection!

    "First reports by how long after it happened they became known, the slowest first. Corrections and retractions are left out, also those told beside another agency's record."
    slowestReports(
      "Which events; without modes, what really happened."
      filter: EventFilter
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
      "At what moments."
      asOf: AsOf
    ): EventConnection!
  }
`

interface EventsArguments extends PageArguments {
  readonly filter?: EventFilterInput
  readonly order: 'known' | 'occurred' | 'delay'
  readonly asOf?: AsOf
}

export const resolvers = {
  Query: {
    event: (
      _: unknown,
      { id, asOf }: { readonly id: string; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => resolveEvent(reading, id, reading.moment(asOf)),
    events: (_: unknown, args: EventsArguments, { reading }: ApiContext) =>
      eventConnection(
        reading,
        { ...eventFilterOf(reading, args.filter), order: args.order },
        args,
        reading.moment(args.asOf),
      ),
    slowestReports: (
      _: unknown,
      args: PageArguments & { readonly filter?: EventFilterInput; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const filter = {
        ...realEventFilterOf(reading, args.filter),
        order: 'delay' as const,
        firstReportsOnly: true,
      }
      return eventConnection(reading, filter, args, reading.moment(args.asOf))
    },
  },
}
