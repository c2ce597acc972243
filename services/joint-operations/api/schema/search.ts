import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import type { AsOf } from '../reading.ts'
import { boundedText } from './bounded.ts'
import { eventConnection } from './event-connection.ts'
import { incidentConnection } from './incident-connection.ts'
import { incidentFilterOf } from './incident-filter.ts'
import { type PageArguments, pageOf } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Incidents and events that hold some words; where more than ${MOST_FOUND} events do, the ones recorded last are gone through. What is played is found among the events alone; incidents(filter: { text, modes }) finds exercises."
    search(
      "The words, at most 200 characters. Every word has to be there."
      text: String!
      "How many of each at most, from 1 to 100."
      first: Int = 20
      "At what moments."
      asOf: AsOf
    ): SearchResult!
  }

  "What was found."
  type SearchResult {
    "Incidents, operations and exercises, the last changed first."
    incidents: IncidentConnection!
    "Events, the newest known first."
    events: EventConnection!
  }
`

export const resolvers = {
  Query: {
    search: (
      _: unknown,
      args: PageArguments & { readonly text: string; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(args.asOf)
      const page = { first: pageOf(args).first }
      const text = boundedText('text', args.text)
      const lastChanged = { by: 'changed', direction: 'descending' } as const
      return {
        incidents: () =>
          incidentConnection(
            reading,
            { filter: incidentFilterOf({ text }), order: lastChanged, moment },
            page,
          ),
        events: () => eventConnection(reading, { text }, page, moment),
      }
    },
  },
}
