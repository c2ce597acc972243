import { type Fact, isContradicted, isUpheld } from '@concord/incident'

export const typeDefs = /* GraphQL */ `
  "All standing statements about one property of one thing, one for each agency."
  type Fact {
    "What it is about, such as the fire or a vehicle."
    about: String!
    "Which property, such as areaHa."
    name: String!
    "What each agency says."
    statements: [FactStatement!]!
    "Whether agencies say different things that no decision has overruled."
    contradicted: Boolean!
    "The last decision on it; null when there is none, and when the fact has been contradicted again since."
    settled: FactSettled
    "The value that holds: what is stated and not overruled, or else what was decided; null while contradicted."
    value: Value
  }

  "What one agency says."
  type FactStatement {
    "The agency."
    agency: String!
    "The stated value."
    value: Value!
    "Its unit (UCUM or a plain word), such as ha, % or people; null when it has none."
    unit: String
    "Whether a decision was for another value, and the agency has stated no new one since."
    overruled: Boolean!
    "Since when it says so."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "The decision that settles a contradiction."
  type FactSettled {
    "The value decided on."
    value: Value!
    "Its unit; null when it has none."
    unit: String
    "Since when it is settled."
    since: DateTime!
    "The decision's event."
    source: Source!
  }
`

export const resolvers = {
  Fact: {
    contradicted: ({ statements }: Fact) => isContradicted(statements),
    value: ({ statements, settled }: Fact) =>
      isContradicted(statements) ? null : (statements.find(isUpheld)?.value ?? settled?.value),
  },
}
