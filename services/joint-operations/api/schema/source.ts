import type { ApiContext } from '../context.ts'
import { resolveEvent } from '../derive/event-node.ts'
import type { StampedSource } from '../derive/stamped.ts'

export const typeDefs = /* GraphQL */ `
  "On whose word a statement stands."
  type Source {
    "The event that says so."
    event: Event
    "The number under which the sender keeps that event."
    reference: String
    "The agency that says so."
    agency: String!
    "The incident, operation or exercise in which it was recorded."
    incident: ID!
    "When it took effect."
    occurredAt: DateTime!
    "When it became known."
    knownAt: DateTime!
  }
`

export const resolvers = {
  Source: {
    event: (source: StampedSource, _: unknown, { reading }: ApiContext) =>
      resolveEvent(reading, source.event, { known: source.moment.known }),
  },
}
