import type { Fact } from '@concord/incident'
import { contradicts } from '../derive/contradiction.ts'

export const factTypeDefs = /* GraphQL */ `
  "All standing statements about one property of one thing, one an agency."
  type Fact {
    "What it is about, such as the fire or a vehicle."
    about: String!
    "Which property, such as areaHa."
    name: String!
    "What each agency says."
    statements: [FactStatement!]!
    "Whether agencies say different things and no decision has settled it."
    contradicted: Boolean!
    "The decision that settles a contradiction; null while there is none."
    settled: FactSettled
    "The value that holds: the settled one, or the latest stated one while nobody contradicts; null while contradicted."
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
    "Since when it says so."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "The decision that settles a contradiction."
  type FactSettled {
    "The value decided on."
    value: Value!
    "Since when it is settled."
    since: DateTime!
    "The decision's event."
    source: Source!
  }
`

export const factResolvers = {
  Fact: {
    contradicted: (fact: Fact) => fact.settled === undefined && contradicts(fact),
    value: (fact: Fact) => {
      if (fact.settled) return fact.settled.value
      return contradicts(fact) ? null : fact.statements.at(-1)?.value
    },
  },
}
