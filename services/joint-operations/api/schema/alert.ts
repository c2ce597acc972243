import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "A public warning (CAP 1.2)."
  type Alert {
    "The CAP identifier under which it was given."
    identifier: ID!
    "The CAP messages that gave, updated and cancelled it, the first one first."
    messages: [ID!]!
    "How far it is."
    state: AlertState!
    "Its headline."
    headline: String
    "How severe the danger is."
    severity: Severity
    "Codes or names of the areas warned."
    areas: [String!]!
    "Since when its state holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How far a warning is."
  enum AlertState {
    "Given."
    ISSUED
    "Given anew with other contents."
    UPDATED
    "Taken back."
    CANCELLED
  }
`

export const resolvers = { AlertState: enumOf(['issued', 'updated', 'cancelled']) }
