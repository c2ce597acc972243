import { type Decision, homeOf } from '@concord/incident'
import type { ApiContext } from '../context.ts'
import { resolveEvents } from '../derive/event-node.ts'
import { type StampedSource, stamped } from '../derive/stamped.ts'
import type { AsOf } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "What a decision rests on. Null when there is no such decision."
    decisionBasis(
      "The decision's event: its id or its sender's reference."
      event: ID!
      "At what moments."
      asOf: AsOf
    ): Decision
  }

  "A recorded decision with what it rests on."
  type Decision {
    "Its name within the operation."
    decision: ID!
    "Why it was taken."
    rationale: String
    "The events it rests on, as far as the reader may see them."
    basis: [Event!]!
    "The unit whose double commitment it settles."
    unit: String
    "Who stays where."
    allocations: [Allocation!]!
    "Since when it holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How many people stay where."
  type Allocation {
    "What they are bound to: a task or a request, with its incident where it was named."
    use: String!
    "How many people."
    personnel: Int!
  }
`

type DecisionNode = Decision & { readonly source: StampedSource }

export const resolvers = {
  Query: {
    decisionBasis: (
      _: unknown,
      { event, asOf }: { readonly event: string; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => {
      const moment = reading.moment(asOf)
      const entry = reading.event(event, moment)
      if (!entry) return null
      const home = reading.topic(homeOf(entry.event), moment)
      const decision = home?.view.decisions.find((one) => one.source.event === entry.event.id)
      return decision ? stamped(decision, moment) : null
    },
  },
  Decision: {
    basis: (decision: DecisionNode, _: unknown, { reading }: ApiContext) =>
      resolveEvents(reading, decision.basis, decision.source.moment),
    unit: (decision: DecisionNode) => decision.unit?.unit,
  },
}
