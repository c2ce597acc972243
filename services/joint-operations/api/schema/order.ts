import type { ApiContext } from '../context.ts'
import { isWithin, lastOf, operationsOpened, type Paper, papersOf, saidLast } from '../derive/papers.ts'
import type { AsOf, Reading } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Orders of which something is known, by name. Those in force say who stands under an order at a moment."
    orders(
      "Only those that are in force, or only the others."
      inForce: Boolean
      "Only those that name this service number or unit."
      names: String
      "At what moments."
      asOf: AsOf
    ): [Order!]!
  }

  "What was ordered, and whom it names. A joint operation cites the order on which it rests."
  type Order {
    "Its name."
    id: ID!
    "A line for lists."
    title: String
    "Whether it was issued, not revoked, and its term has not run out."
    inForce: Boolean!
    "When it was issued last."
    issuedAt: DateTime
    "When it was revoked; null while it holds."
    revokedAt: DateTime
    "The end of its term as it was set: a date or a moment."
    until: String
    "The service numbers it names."
    personnel: [String!]!
    "The units it names."
    units: [String!]!
    "The operation it is for."
    operation: ID
    "The operations that cite it."
    citedBy: [Incident!]!
    "Everything recorded of it, in the order in which it happened."
    history: [Event!]!
  }
`

const types = ['OrderIssued', 'PersonnelAssignedByOrder', 'OrderRevoked']

const isInForce = (order: Paper, reading: Reading): boolean =>
  lastOf(order, ['OrderIssued', 'OrderRevoked'])?.event.type === 'OrderIssued' &&
  isWithin(saidLast(order, 'until'), reading, order.moment)

/** Whom the order names since it was issued last. */
const named = ({ events }: Paper, field: 'personnel' | 'units'): readonly string[] => {
  const issued = events.findLastIndex(({ event }) => event.type === 'OrderIssued')
  const lists = events
    .slice(Math.max(0, issued))
    .map(({ event }) => (event.data as { readonly [Field in typeof field]?: readonly string[] })[field] ?? [])
  return [...new Set(lists.flat())]
}

export const resolvers = {
  Query: {
    orders: (
      _: unknown,
      args: { readonly inForce?: boolean | null; readonly names?: string | null; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) =>
      papersOf(reading, types, reading.moment(args.asOf)).filter(
        (order) =>
          (args.inForce == null || isInForce(order, reading) === args.inForce) &&
          (args.names == null ||
            [...named(order, 'personnel'), ...named(order, 'units')].includes(args.names)),
      ),
  },
  Order: {
    title: (order: Paper) => saidLast(order, 'title'),
    inForce: (order: Paper, _: unknown, { reading }: ApiContext) => isInForce(order, reading),
    issuedAt: (order: Paper) => lastOf(order, ['OrderIssued'])?.event.envelope.occurredAt,
    revokedAt: (order: Paper) => {
      const last = lastOf(order, ['OrderIssued', 'OrderRevoked'])
      return last?.event.type === 'OrderRevoked' ? last.event.envelope.occurredAt : null
    },
    until: (order: Paper) => saidLast(order, 'until'),
    personnel: (order: Paper) => named(order, 'personnel'),
    units: (order: Paper) => named(order, 'units'),
    operation: (order: Paper) => saidLast(order, 'operation'),
    citedBy: ({ id, moment }: Paper, _: unknown, { reading }: ApiContext) =>
      operationsOpened(reading, 'order', id, moment),
    history: ({ events }: Paper) => events,
  },
}
