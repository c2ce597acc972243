import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "Somebody the incident is about, under a code; names are personal data of the events."
  type Person {
    "The code of the person."
    subject: ID!
    "What is known of the person."
    status: PersonStatus!
    "Since when that holds."
    since: DateTime!
    "On whose word."
    source: Source!
    "Since when the person was at large, missing or held; kept after the return, null when it never was so."
    missingSince: DateTime
    "On whose word the person was at large, missing or held."
    missingSource: Source
  }

  "What is known of a person."
  enum PersonStatus {
    "Escaped and not caught."
    AT_LARGE
    "Nobody knows where, or nobody can reach them."
    MISSING
    "Held by somebody who has no right to, such as a hostage."
    HELD
    "May have been seen."
    SIGHTED
    "Held by an agency."
    DETAINED
    "Known to be the one who is sought."
    IDENTIFIED
    "Back where they are to be kept."
    IN_CUSTODY
    "Helped."
    ASSISTED
    "No longer missing."
    FOUND
    "Let go."
    RELEASED
    "Dead, whether or not anybody was looking."
    DEAD
    "Named in a report of a type without an agreed meaning, which states no status; read its words."
    INVOLVED
  }
`

export const resolvers = {
  PersonStatus: enumOf([
    'at-large',
    'missing',
    'held',
    'sighted',
    'detained',
    'identified',
    'in-custody',
    'assisted',
    'found',
    'released',
    'dead',
    'involved',
  ]),
  Person: {
    missingSince: (person: { readonly missing?: { readonly since: string } }) => person.missing?.since,
    missingSource: (person: { readonly missing?: { readonly source: unknown } }) => person.missing?.source,
  },
}
