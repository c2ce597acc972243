import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "Something in force for a term: a quarantine, a closed area, an administrative measure."
  type Measure {
    "Its name within the incident."
    measure: ID!
    "What kind of measure, such as quarantine."
    kind: String!
    "How far it is."
    state: MeasureState!
    "The end of its term as it was set: a date or a moment."
    until: String
    "Codes of the areas it is in force in."
    areas: [String!]!
    "Since when its state holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How far a measure is."
  enum MeasureState {
    "Asked for."
    PROPOSED
    "In force."
    IMPOSED
    "In force for longer than was first set."
    EXTENDED
    "In force and contested."
    APPEALED
    "No longer in force."
    LIFTED
  }
`

export const resolvers = {
  MeasureState: enumOf(['proposed', 'imposed', 'extended', 'appealed', 'lifted']),
}
