import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import { listedIncident } from '../derive/incident-node.ts'
import type { AsOf } from '../reading.ts'
import { boundedText } from './bounded.ts'
import { eventConnection } from './event-connection.ts'
import { incidentFilterOf } from './incident-filter.ts'
import { connectionOf, type PageArguments, pageOf } from './page.ts'

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
      const request = pageOf(args)
      const text = boundedText('text', args.text)
      const { picture } = reading.services
      return {
        incidents: () => {
          const page = picture.incidents(
            reading.reader,
            incidentFilterOf({ text }),
            { by: 'changed', direction: 'descending' },
            request,
            moment,
          )
          reading.countImported(page.imported)
          const items = page.items.map(({ cursor, incident }) => ({
            cursor,
            node: listedIncident(incident, moment),
          }))
          return { ...connectionOf(items, page, undefined), imported: page.imported }
        },
        events: () => eventConnection(reading, { text }, { first: args.first ?? null }, moment),
      }
    },
  },
}
