import { type Reading, toldLagMs } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "How far this answer is. The same is in every response under extensions.concord."
    standing: Standing!
  }

  "How far the picture is."
  type Standing {
    "The last place in the log that changed what the reader may see."
    position: Position!
    "How far the picture is behind the log, in milliseconds, told in whole seconds; 0 while it keeps up."
    lagMs: Int!
    "Whether the log cannot be followed at present, or there is no room for what it says, so that answers may be old."
    stale: Boolean!
  }
`

export const resolvers = {
  Query: {
    standing: (_: unknown, __: unknown, { reading }: { readonly reading: Reading }) => ({
      ...reading.standing,
      lagMs: toldLagMs(reading.standing),
    }),
  },
}
