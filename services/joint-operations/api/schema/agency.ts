import type { AgencyDefinition } from '@concord/incident'
import type { EventDefinition } from '@concord/kernel'
import type { ApiContext } from '../context.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "The agencies of the roster: who records what."
    agencies: [Agency!]!
  }

  "Who records events."
  type Agency {
    "Its name in tokens, markings and streams."
    name: ID!
    "Its name for people."
    title: String!
    "What it records, in its own words."
    description: String!
    "The kinds of event it records, those that all agencies have agreed on included."
    eventTypes: [EventType!]!
  }

  "A kind of event."
  type EventType {
    "Its name, which never changes."
    type: ID!
    "What such an event says."
    description: String!
    "The command that asks for it."
    command: String!
  }
`

export const resolvers = {
  Query: {
    agencies: (_: unknown, __: unknown, { reading }: ApiContext) => reading.services.agencies,
  },
  Agency: {
    eventTypes: ({ events }: AgencyDefinition): readonly EventDefinition[] => events,
  },
}
