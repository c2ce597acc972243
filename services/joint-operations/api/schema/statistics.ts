import type { Moment } from '@concord/incident'
import type { EventFilter, Statistics } from '../../picture/asked/events.ts'
import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import type { AsOf } from '../reading.ts'
import { eventConnection } from './event-connection.ts'
import { type EventFilterInput, eventFilterOf } from './event-filter.ts'
import type { PageArguments } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "How many events there are of each sort. Every figure opens to the events behind it. LIMIT_EXCEEDED where more than ${MOST_FOUND} hold the words sought."
    statistics(
      "Which events."
      filter: EventFilter
      "At what moments."
      asOf: AsOf
    ): Statistics!
  }

  "Counts of events. Superseded records count: they were recorded."
  type Statistics {
    "All of them."
    total: Figure!
    "By mode: operational, exercise, test."
    byMode: [Figure!]!
    "By the agency whose record they are: a step on an incident as a whole, such as a merge, belongs to the joint centre, whoever took it. breakdown by actor shows who did."
    byAgency: [Figure!]!
    "By type."
    byType: [Figure!]!
    "How many correct another record, or dispute another agency's."
    corrections: Int!
    "How many take another record back, or would another agency's."
    retractions: Int!
    "How many say that personal data was erased."
    erasures: Int!
    "How many were brought in from an older system."
    imported: Int!
  }

  "A count that opens to the events behind it."
  type Figure {
    "What is counted, such as the name of an agency."
    name: String!
    "How many events."
    count: Int!
    "The events behind the figure."
    events(
      "In which order."
      order: EventOrder = KNOWN
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
    ): EventConnection!
  }
`

interface Figure {
  readonly name: string
  readonly count: number
  readonly filter: EventFilter
  readonly moment: Moment
}

export const resolvers = {
  Query: {
    statistics: (
      _: unknown,
      args: { readonly filter?: EventFilterInput; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(args.asOf)
      const filter = eventFilterOf(reading, args.filter)
      reading.checkTime()
      const counted = reading.services.picture.statistics(reading.reader, filter, moment)
      if (moment.known && 'at' in moment.known) reading.countImported(counted.imported)
      return withFigures(counted, filter, moment)
    },
  },
  Figure: {
    events: (
      figure: Figure,
      args: PageArguments & { readonly order: 'known' | 'occurred' | 'delay' },
      { reading }: ApiContext,
    ) => eventConnection(reading, { ...figure.filter, order: args.order }, args, figure.moment),
  },
}

const withFigures = (counted: Statistics, filter: EventFilter, moment: Moment) => {
  const figures = (
    counts: Readonly<Record<string, number>>,
    narrow: (name: string) => EventFilter,
  ): readonly Figure[] =>
    Object.entries(counts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => ({ name, count, filter: { ...filter, ...narrow(name) }, moment }))
  return {
    total: { name: 'total', count: counted.total, filter, moment } satisfies Figure,
    byMode: figures(counted.by.mode, (name) => ({
      modes: [name as NonNullable<EventFilter['modes']>[number]],
    })),
    byAgency: figures(counted.by.agency, (name) => ({ agencies: [name] })),
    byType: figures(counted.by.type, (name) => ({ declaredTypes: [name] })),
    corrections: counted.corrections,
    retractions: counted.retractions,
    erasures: counted.erasures,
    imported: counted.imported,
  }
}
